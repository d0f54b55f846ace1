/**
 * A node carries signed purchases and tips that name its operator as host, so that a buyer needs no ether. It earns
 * the host's tenth and pays the gas; it is tried first without cost, and what all of it together may cost
 * in a day is a sum the operator has set (DESIGN §6).
 */
import type { ChainRef, Sale } from '../domain/chain.ts'
import { currencyOf } from '../domain/currency.ts'
import { RelayBusyError, RelayRefusedError } from '../domain/errors.ts'
import { ZERO_ADDRESS, type Address } from '../domain/ids.ts'
import type { SignedPurchase } from '../domain/payment.ts'
import type { Clock } from '../domain/ports.ts'
import type { Carried, CarryingPurse, Limits, Tip, Weight } from '../domain/purse.ts'
import type { SignedTip } from '../domain/signedTip.ts'
import { RelayBudget, type SpendingBook } from './relayBudget.ts'

export interface RelayPowers {
  purse: CarryingPurse
  chain: Pick<ChainRef, 'id'>
  /** The host that every carried sale must name. */
  host: Address
  clock: Clock
  /** Without one a restart forgets what was spent. */
  book?: SpendingBook
}

export interface RelayLimits {
  /** Of one purchase or tip. */
  mostGas?: bigint
  /** Purchases and tips of one wallet in an hour. */
  perBuyer?: number
  /** What the chain may ask in a day, for gas and bytes, all together. */
  dailyWei?: bigint
}

/** What `status` says. The most that it can lose in a day is `dailyWei`, in wei. */
export interface RelayStatus {
  host: Address
  wallet: Address
  mostGas: string
  perBuyer: number
  dailyWei: string
  spentWei: string
}

/** A sale in tokens to one payee takes 130,000, each further payee some 35,000, a refusing one 60,000. */
const MOST_GAS = 800_000n
const PER_BUYER = 5
const DAILY_WEI = 10n ** 16n
const MOST_WAITING = 8
/** A signature that ends before it could be in a block costs gas for nothing. */
const MARGIN_S = 30
const SPARE_GAS = 20_000n
/** What a rollup asks for bytes may rise before it is in a block, and has no limit of its own. */
const DATA_MARGIN = 2n

/** What is carried, whatever it pays for. */
interface Load<Done> extends Pick<SignedTip, 'host' | 'currency' | 'signed'> {
  weigh: () => Promise<Weight>
  send: (limits: Limits) => Promise<Carried<{ done: Done }>>
}

export class Relay {
  readonly #powers: RelayPowers
  readonly #mostGas: bigint
  readonly #budget: RelayBudget
  readonly #carrying = new Set<string>()
  /** One at a time: each takes the wallet's next nonce. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(powers: RelayPowers, limits: RelayLimits = {}) {
    const { mostGas = MOST_GAS, perBuyer = PER_BUYER, dailyWei = DAILY_WEI } = limits
    this.#powers = powers
    this.#mostGas = mostGas
    this.#budget = new RelayBudget({ perBuyer, dailyWei }, powers.clock, powers.book)
  }

  get status(): RelayStatus {
    const { host, purse } = this.#powers
    const { perBuyer, dailyWei } = this.#budget.limits
    return {
      ...{ host, wallet: purse.address, mostGas: `${this.#mostGas}`, perBuyer },
      ...{ dailyWei: `${dailyWei}`, spentWei: `${this.#budget.spentWei}` },
    }
  }

  /** Gives the sale when it is in a block. Refuses, at no cost, what it would lose by. */
  carry(purchase: SignedPurchase): Promise<Sale> {
    const { purse } = this.#powers
    const { host, signed, terms } = purchase
    return this.#take({
      ...{ host, signed, currency: terms.currency },
      weigh: () => purse.weigh(purchase),
      send: async (limits) => {
        const { sale, spentWei } = await purse.carry(purchase, limits)
        return { done: sale, spentWei }
      },
    })
  }

  /** As `carry`, of a tip. */
  carryTip(tip: SignedTip): Promise<Tip> {
    const { purse } = this.#powers
    return this.#take({
      ...{ host: tip.host, signed: tip.signed, currency: tip.currency },
      weigh: () => purse.weighTip(tip),
      send: async (limits) => {
        const { tip: done, spentWei } = await purse.carryTip(tip, limits)
        return { done, spentWei }
      },
    })
  }

  async #take<Done>(load: Load<Done>): Promise<Done> {
    this.#refuseForeign(load)
    const { from, salt } = load.signed
    const name = `${from} ${salt}`
    if (this.#carrying.has(name)) throw new RelayBusyError('it carries this very one already')
    if (this.#carrying.size >= MOST_WAITING) throw new RelayBusyError('others wait before you')
    this.#carrying.add(name)
    try {
      const turn = this.#last.then(() => this.#carryNow(load))
      this.#last = turn.catch(() => undefined)
      return await turn
    } finally {
      this.#carrying.delete(name)
    }
  }

  #refuseForeign({ currency, host, signed }: Load<unknown>): void {
    const { chain, host: ours, clock } = this.#powers
    if (host !== ours) {
      throw new RelayRefusedError(
        `it names ${host} as host, and this node carries for ${ours} only`,
        `Sign it again with --host ${ours}, or ask the node it names.`,
      )
    }
    // A token nobody knows may behave while it is tried, and not when it is paid for.
    if (currency === ZERO_ADDRESS || !currencyOf(chain.id, currency)) {
      throw new RelayRefusedError(
        `it is paid in ${currency}, and only known stablecoins are carried`,
        'Pay without --gasless.',
      )
    }
    if (signed.validBefore < BigInt(Math.floor(clock.now() / 1000) + MARGIN_S)) {
      throw new RelayRefusedError('its signature ends too soon', 'Sign it again.')
    }
  }

  async #carryNow<Done>({ signed: { from }, weigh, send }: Load<Done>): Promise<Done> {
    this.#budget.refuseBuyer(from)
    const { gas, dataWei } = await weigh()
    if (gas > this.#mostGas) {
      throw new RelayRefusedError(
        `it takes ${gas} gas, and ${this.#mostGas} are the most that is carried`,
        'Pay without --gasless.',
      )
    }
    const spare = gas + gas / 4n + SPARE_GAS
    const gasLimit = spare < this.#mostGas ? spare : this.#mostGas
    const maxFeePerGas = await this.#powers.purse.feePerGas()
    const most = gasLimit * maxFeePerGas + dataWei * DATA_MARGIN
    const reserved = await this.#budget.reserve(from, most)
    // What fails from here on, or tells no cost, has cost at most all of it.
    const { done, spentWei } = await send({ gasLimit, maxFeePerGas })
    if (spentWei !== undefined) await reserved.settle(spentWei)
    return done
  }
}
