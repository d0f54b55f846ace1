/** What a relay may spend: so much gas in a day, so many purchases of one wallet in an hour. */
import { RelayBusyError } from '../domain/errors.ts'
import type { Address } from '../domain/ids.ts'
import type { Clock } from '../domain/ports.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

interface Spending {
  at: number
  buyer: Address
  wei: bigint
}

interface BudgetLimits {
  perBuyer: number
  dailyWei: bigint
}

export class RelayBudget {
  readonly limits: BudgetLimits
  readonly #clock: Clock
  /** Of the last day; as many as its budget pays for. */
  #spendings: Spending[] = []

  constructor(limits: BudgetLimits, clock: Clock) {
    this.limits = limits
    this.#clock = clock
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

  /** Sets the most it can cost aside, until it is known what it did cost. */
  reserve(buyer: Address, wei: bigint): { settle(wei: bigint): void } {
    if (this.spentWei + wei > this.limits.dailyWei) {
      throw new RelayBusyError('what it may spend on gas in a day is used up')
    }
    const spending = { at: this.#clock.now(), buyer, wei }
    this.#spendings.push(spending)
    return { settle: (spent) => (spending.wei = spent) }
  }

  #forget(): void {
    const since = this.#clock.now() - DAY_MS
    this.#spendings = this.#spendings.filter(({ at }) => at > since)
  }
}
