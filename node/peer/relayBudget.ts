/** What a relay may spend: so much gas in a day, so many purchases of one wallet in an hour. */
import { RelayBusyError } from '../domain/errors.ts'
import type { Address } from '../domain/ids.ts'
import type { Clock } from '../domain/ports.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** One payment; or those of an hour together, once it no longer matters whose they were. */
export interface Spending {
  at: number
  buyer?: Address
  wei: bigint
}

/** Where a restart finds what was spent. */
export interface SpendingBook {
  readonly before: readonly Spending[]
  keep(spendings: readonly Spending[]): Promise<void>
}

interface BudgetLimits {
  perBuyer: number
  dailyWei: bigint
}

const FORGETFUL: SpendingBook = { before: [], keep: () => Promise.resolve() }

export class RelayBudget {
  readonly limits: BudgetLimits
  readonly #clock: Clock
  readonly #book: SpendingBook
  /** Of the last day, oldest first. */
  #spendings: Spending[]

  constructor(limits: BudgetLimits, clock: Clock, book = FORGETFUL) {
    this.limits = limits
    this.#clock = clock
    this.#book = book
    const now = clock.now()
    // A clock that was ahead must not use up the budget of all days until then.
    this.#spendings = book.before.map((one) => ({ ...one, at: Math.min(one.at, now) }))
  }

  get spentWei(): bigint {
    this.#forget()
    return this.#spendings.reduce((sum, { wei }) => sum + wei, 0n)
  }

  /** Throws when this wallet has had its share of the hour. */
  refuseBuyer(buyer: Address): void {
    this.#forget()
    const since = this.#clock.now() - HOUR_MS
    const own = this.#spendings.filter((one) => one.buyer === buyer && one.at > since)
    if (own.length >= this.limits.perBuyer) {
      throw new RelayBusyError(`it has carried ${own.length} payments of ${buyer} within an hour`)
    }
  }

  /** Sets the most it can cost aside, until it is known what it did cost. Written down before it is spent. */
  async reserve(buyer: Address, wei: bigint): Promise<{ settle(wei: bigint): Promise<void> }> {
    if (this.spentWei + wei > this.limits.dailyWei) {
      throw new RelayBusyError('what it may spend in a day is used up')
    }
    const spending: Spending = { at: this.#clock.now(), buyer, wei }
    this.#spendings.push(spending)
    try {
      await this.#book.keep(this.#spendings)
    } catch (error) {
      this.#spendings = this.#spendings.filter((one) => one !== spending)
      throw error
    }
    return { settle: (spent) => this.#settle(spending, spent) }
  }

  async #settle(spending: Spending, spent: bigint): Promise<void> {
    spending.wei = spent
    // The payment is made. What could not be written down is counted dearer after a restart, never cheaper.
    await this.#book.keep(this.#spendings).catch(() => undefined)
  }

  #forget(): void {
    const now = this.#clock.now()
    const [older, newer] = [new Map<number, Spending>(), [] as Spending[]]
    for (const one of this.#spendings) {
      if (one.at > now - HOUR_MS) newer.push(one)
      else if (one.at > now - DAY_MS) add(older, one)
    }
    this.#spendings = [...older.values(), ...newer]
  }
}

/** By the hour: payments may be cheap and many. One that is not settled by then counts in full. */
function add(hours: Map<number, Spending>, { at, wei }: Spending): void {
  const hour = Math.floor(at / HOUR_MS)
  const known = hours.get(hour)
  hours.set(hour, { at: Math.max(at, known?.at ?? 0), wei: wei + (known?.wei ?? 0n) })
}
