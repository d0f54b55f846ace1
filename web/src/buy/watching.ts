/** A payment that has left, followed until it has settled or is known not to happen. */
import { parseBytes32, type Bytes32, type MoneyEvent, type Receipt } from '../../../node/index.ts'
import { pause } from './paying.ts'
import { isOver, type News } from './stage.ts'
import type { Purchase } from './purchase.ts'
import type { ShopChain } from './shopChain.ts'

/** So long a payment mostly takes; after it, a sentence says that it is slow. */
const SLOW_MS = 30_000
/** The network tells nothing of it for so long: it has forgotten it. */
const FORGOTTEN_MS = 30_000
/** The chain's clock may be behind ours. */
const GRACE_MS = 120_000
/** Endpoints behind one address differ for a moment: what two looks agree upon counts. */
const LOOKS = 3

export interface WatchPowers {
  chain: ShopChain
  now: () => Purchase
  tell: (news: News | undefined, facts?: Partial<Purchase>) => Promise<unknown>
  /** Somebody pressed "try again". */
  wantsAgain: () => boolean
  signal: AbortSignal
}

export async function watch(powers: WatchPowers): Promise<'over' | 'again'> {
  const doubts = { unknownSince: undefined as number | undefined, replaced: 0 }
  for (;;) {
    const { stage } = powers.now()
    if (isOver(stage)) return 'over'
    if (powers.wantsAgain()) return 'again'
    try {
      await look(powers, doubts)
      if (powers.now().isSilent) await powers.tell(undefined, { isSilent: false })
      if (isOver(powers.now().stage)) return 'over'
    } catch (error) {
      powers.signal.throwIfAborted()
      // No news is no bad news: it is asked again.
      if (!powers.now().isSilent) await powers.tell(undefined, { isSilent: true })
      console.warn('the chain does not answer', error)
    }
    await pause(powers.chain, powers.signal)
  }
}

interface Doubts {
  unknownSince: number | undefined
  replaced: number
}

async function look(powers: WatchPowers, doubts: Doubts): Promise<void> {
  const { chain, now, tell, signal } = powers
  const { tx } = now()
  const receipt = tx === undefined ? undefined : await chain.till.receipt(hashOf(tx), { signal })
  if (receipt) return found(receipt, powers)
  if (now().stage.at === 'paid') await tell({ is: 'out-of-block' })
  const known = tx === undefined ? undefined : await chain.till.pending(hashOf(tx), { signal })
  if (known) {
    doubts.unknownSince = undefined
    doubts.replaced = 0
    await tell({ is: 'seen' }, { nonce: known.nonce })
    if (Date.now() - (now().sentAt ?? 0) > SLOW_MS) await tell({ is: 'late' })
    return
  }
  await missing(powers, doubts)
}

/** In no block and not waiting for one: something else was paid in its place, or it was forgotten. */
async function missing(powers: WatchPowers, doubts: Doubts): Promise<void> {
  const { chain, now, tell, signal } = powers
  const { payer, nonce, from, until, stage } = now()
  if (!payer) return
  const other = await sameIn(from ?? 0, powers)
  if (other !== undefined) {
    const receipt = await chain.till.receipt(other, { signal })
    if (receipt) await found(receipt, powers)
    return
  }
  if (stage.at === 'carrying') {
    const isOver = until !== undefined && Date.now() > until + GRACE_MS
    if (isOver) await tell({ is: 'stopped', why: { at: 'lapsed' } })
    return
  }
  const isUsed =
    nonce !== undefined && (await chain.till.count(payer, 'latest', { signal })) > nonce
  doubts.replaced = isUsed ? doubts.replaced + 1 : 0
  if (doubts.replaced >= LOOKS) {
    await tell({ is: 'stopped', why: { at: 'replaced' } })
    return
  }
  doubts.unknownSince ??= Date.now()
  if (Date.now() - doubts.unknownSince > FORGOTTEN_MS) await tell({ is: 'forgotten' })
}

async function found(receipt: Receipt, powers: WatchPowers): Promise<void> {
  const { chain, now, tell, signal } = powers
  const { tx, block, worked } = receipt
  if (!worked) {
    await tell({ is: 'stopped', why: { at: 'failed' } })
    return
  }
  const { stage } = now()
  // Undone, and in another block at once.
  if (stage.at === 'paid' && stage.block !== block) await tell({ is: 'out-of-block' })
  if (now().stage.at !== 'paid') await tell({ is: 'in-block', tx, block }, { tx })
  const safe = await chain.ledger.safe({ signal })
  if (safe.number >= block) {
    await tell({ is: 'settled' }, { left: 0 })
    return
  }
  const head = await chain.ledger.block((await chain.ledger.head({ signal })).number, { signal })
  const blocks = Math.max(1, (head?.number ?? 0) - safe.number)
  const seconds = Math.max(1, (head?.time ?? 0) - safe.time) / blocks
  const left = Math.ceil((block - safe.number) * seconds)
  if (now().left !== left) await tell(undefined, { left })
}

/** The same payment by another transaction: wallets speed one up by sending it again. */
async function sameIn(
  from: number,
  { chain, now, signal }: WatchPowers,
): Promise<Bytes32 | undefined> {
  const head = await chain.ledger.head({ signal })
  if (head.number <= from) return undefined
  const events = await chain.till.money([from + 1, head.number], { signal })
  return events.find((event) => isOf(event, now()))?.tx
}

function isOf(event: MoneyEvent, { order, edition, payer }: Purchase): boolean {
  if (event.kind === 'sold' && order.kind === 'purchase') {
    return event.edition === edition && event.payer === payer && event.recipient === order.recipient
  }
  if (event.kind !== 'tipped' || order.kind !== 'tip') return false
  return event.artist === order.artist && event.payer === payer && event.paidWei === order.paidWei
}

const hashOf = (tx: string): Bytes32 => parseBytes32(tx)
