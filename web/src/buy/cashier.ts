/**
 * Carries payments through, one of a release at a time: whatever becomes of the dialog, of this page
 * or of another tab with the same wish.
 */
import { OpenWallet, WalletFailedError, WalletRefusedError } from '../wallet/openWallet.ts'
import { PLAY_WALLET, playWallet } from '../wallet/playWallet.ts'
import { lookForWallets, wallets, type Wallet } from '../wallet/wallets.ts'
import { shopCarrier } from './carrier.ts'
import { pay, StoppedError, stopOf } from './paying.ts'
import { isOpen, subjectOf, type Purchase, type Wish } from './purchase.ts'
import { Purchases } from './purchases.ts'
import { remember } from './remember.ts'
import { shopChain, type ShopChain } from './shopChain.ts'
import { after, isStopped, isUnderWay, type News } from './stage.ts'
import { watch } from './watching.ts'

const RETRY_MS = 3000

export class Cashier {
  readonly purchases = new Purchases()
  readonly #again = new Set<string>()
  readonly #closed = new AbortController()

  constructor() {
    this.purchases.all.watch(() => remember(this.purchases.all.value))
  }

  /** Gives the payment that runs: another one of the same thing, if that has begun before. */
  async begin(wish: Wish, wallet: Wallet): Promise<string> {
    const id = crypto.randomUUID()
    const purchase = { ...wish, id, stage: { at: 'checking' as const }, since: Date.now() }
    return this.#alone(subjectOf(wish), async () => {
      await this.purchases.put({ ...purchase, wallet: wallet.rdns })
      return { id, run: () => this.#run(id, wallet) }
    })
  }

  /** After whatever stopped it, or when it was forgotten. */
  async again(id: string, { switching = false, isGasless = true } = {}): Promise<void> {
    const purchase = this.purchases.get(id)
    if (!purchase) return
    if (isUnderWay(purchase.stage)) {
      this.#again.add(id)
      return
    }
    const start = async () => {
      // Pressed twice, or in another tab, too.
      if (!isStopped(this.#now(id).stage)) return { id, run: async () => undefined }
      const how = { isGasless: isGasless && purchase.isGasless }
      await this.#tell(id, { is: 'again' }, { since: Date.now(), ...how })
      return { id, run: async () => this.#runAgain(id, switching) }
    }
    // What stopped it may not have let go of it yet.
    await this.#alone(subjectOf(purchase), start, { ifAvailable: false })
  }

  /** What was under way when a page was left. */
  async resume(): Promise<void> {
    await this.purchases.loaded
    for (const purchase of this.purchases.all.value.filter(isOpen)) {
      void navigator.locks.request(lockOf(subjectOf(purchase)), async () => {
        // Another tab may have finished it while we waited.
        await this.purchases.read()
        const now = this.purchases.get(purchase.id)
        if (!now || !isOpen(now)) return
        await this.#tell(now.id, { is: 'reloaded' })
        if (isUnderWay(this.#now(now.id).stage)) await this.#run(now.id)
      })
    }
  }

  close(): void {
    this.#closed.abort()
  }

  async #runAgain(id: string, switching: boolean): Promise<void> {
    const wallet = await this.#walletOf(id)
    if (switching && wallet) {
      try {
        const open = await OpenWallet.open(wallet)
        await open.switchTo((await shopChain()).ledger.chain.id)
      } catch (error) {
        if (!(error instanceof WalletRefusedError || error instanceof WalletFailedError))
          throw error
        await this.#tell(id, { is: 'stopped', why: { at: 'wrong-network' } })
        return
      }
    }
    await this.#run(id, wallet)
  }

  /** Holds the lock until it is over. */
  async #run(id: string, wallet?: Wallet): Promise<void> {
    const chain = await this.#chain(id)
    if (!chain) return
    const { signal } = this.#closed
    for (;;) {
      if (!isUnderWay(this.#now(id).stage) && !(await this.#pay(id, { chain, wallet }))) return
      const tell = (news: News | undefined, facts?: Partial<Purchase>) =>
        this.#tell(id, news, facts)
      const now = () => this.#now(id)
      const wantsAgain = () => this.#again.delete(id)
      const outcome = await watch({ chain, now, tell, wantsAgain, signal })
      if (outcome === 'over') return
      wallet ??= await this.#walletOf(id)
      await this.#tell(id, { is: 'again' })
    }
  }

  /** False when it was stopped. */
  async #pay(
    id: string,
    { chain, wallet }: { chain: ShopChain; wallet: Wallet | undefined },
  ): Promise<boolean> {
    const { signal } = this.#closed
    const tell = (news: News, facts?: Partial<Purchase>) => this.#tell(id, news, facts)
    try {
      if (!wallet) throw new WalletFailedError('')
      const open = await OpenWallet.open(wallet)
      await this.#payer(id, open)
      const powers = { chain, wallet: open, carrier: shopCarrier, tell, signal }
      const tx = await pay(this.#now(id), powers)
      if (tx !== undefined) await tell({ is: 'sent', tx }, { tx, sentAt: Date.now() })
      return true
    } catch (error) {
      if (!(error instanceof StoppedError)) console.warn('the payment stopped', error)
      await tell({ is: 'stopped', why: stopOf(error) })
      return false
    }
  }

  /** A copy for oneself goes to the account the wallet opened. */
  async #payer(id: string, { address }: OpenWallet): Promise<void> {
    const { order, isGift } = this.#now(id)
    const own = order.kind === 'purchase' && !isGift ? { ...order, recipient: address } : order
    await this.#tell(id, undefined, { payer: address, order: own })
  }

  /** Undefined when it stopped: nothing was paid. What is under way waits for the shop. */
  async #chain(id: string): Promise<ShopChain | undefined> {
    for (;;) {
      try {
        return await shopChain()
      } catch {
        if (!isUnderWay(this.#now(id).stage)) {
          await this.#tell(id, { is: 'stopped', why: { at: 'shop-silent' } })
          return undefined
        }
        await this.#tell(id, undefined, { isSilent: true })
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
        this.#closed.signal.throwIfAborted()
      }
    }
  }

  async #walletOf(id: string): Promise<Wallet | undefined> {
    const { wallet: rdns } = this.#now(id)
    if (rdns === PLAY_WALLET) return playWallet(await shopChain(), '')
    lookForWallets()
    return wallets.value.find((one) => one.rdns === rdns)
  }

  /** Runs in this tab alone; where another one has it, gives what runs there. */
  async #alone(
    subject: string,
    start: () => Promise<{ id: string; run: () => Promise<void> }>,
    { ifAvailable = true } = {},
  ): Promise<string> {
    await this.purchases.loaded
    return new Promise<string>((resolve, reject) => {
      const work = async (lock: Lock | null) => {
        await this.purchases.read()
        const other = this.purchases.all.value.find(
          (one) => isOpen(one) && subjectOf(one) === subject,
        )
        if (other || !lock) {
          resolve(other?.id ?? '')
          return
        }
        const { id, run } = await start()
        resolve(id)
        await run()
      }
      navigator.locks.request(lockOf(subject), { ifAvailable }, work).catch((error: unknown) => {
        console.warn('a payment could not be carried through', error)
        reject(error instanceof Error ? error : new Error(String(error)))
      })
    })
  }

  #now(id: string): Purchase {
    const purchase = this.purchases.get(id)
    if (!purchase) throw new Error(`no payment ${id}`)
    return purchase
  }

  async #tell(id: string, news: News | undefined, facts: Partial<Purchase> = {}): Promise<void> {
    const now = this.#now(id)
    const stage = news ? after(now.stage, news) : now.stage
    const isSame = stage === now.stage && Object.keys(facts).length === 0
    if (!isSame) await this.purchases.put({ ...now, ...facts, stage })
  }
}

const lockOf = (subject: string): string => `megabox-pay ${subject}`

let one: Cashier | undefined

/** One for the page. */
export function cashier(): Cashier {
  if (!one) {
    one = new Cashier()
    void one.resume()
  }
  return one
}
