import assert from 'node:assert/strict'
import { RelayBusyError } from '../../../node/domain/errors.ts'
import { parseAddress } from '../../../node/domain/ids.ts'
import { RelayBudget, type Spending, type SpendingBook } from '../../../node/peer/relayBudget.ts'

const HOUR_MS = 3_600_000
const buyer = parseAddress(`0x${'b'.repeat(40)}`)
const LIMITS = { perBuyer: 2, dailyWei: 1_000n }

describe('the budget of a relay', () => {
  let now = 0
  let kept: readonly Spending[] = []
  const clock = { now: () => now }
  const book = (): SpendingBook => ({
    before: kept,
    keep: async (spendings) => void (kept = structuredClone(spendings)),
  })
  const opened = () => new RelayBudget(LIMITS, clock, book())

  beforeEach(() => {
    now = Date.UTC(2026, 10, 21, 12)
    kept = []
  })

  it('holds over a restart: of the day, and of one wallet in an hour', async () => {
    const first = opened()
    await (await first.reserve(buyer, 500n)).settle(300n)
    await first.reserve(buyer, 600n)

    const second = opened()
    assert.equal(second.spentWei, 900n)
    await assert.rejects(second.reserve(buyer, 101n), RelayBusyError)
    assert.throws(() => second.refuseBuyer(buyer), RelayBusyError)
    now += 24 * HOUR_MS
    const nextDay = opened()
    assert.equal(nextDay.spentWei, 0n)
    nextDay.refuseBuyer(buyer)
  })

  it('is written down before anything is spent, and spends nothing that could not be', async () => {
    const full = new Error('the disk is full')
    const broken = { before: [], keep: () => Promise.reject(full) }
    const budget = new RelayBudget(LIMITS, clock, broken)
    await assert.rejects(budget.reserve(buyer, 10n), full)
    assert.equal(budget.spentWei, 0n)
    await opened().reserve(buyer, 700n)
    assert.deepEqual(kept, [{ at: now, buyer, wei: 700n }])
  })

  it('counts all that was set aside when what it did cost could not be written down', async () => {
    let full = false
    const good = book()
    const budget = new RelayBudget(LIMITS, clock, {
      before: [],
      keep: (spendings) => (full ? Promise.reject(new Error('full')) : good.keep(spendings)),
    })
    const reserved = await budget.reserve(buyer, 700n)
    full = true
    await reserved.settle(100n)
    assert.deepEqual([budget.spentWei, opened().spentWei], [100n, 700n])
  })

  it('is not used up for years by a clock that was ahead', async () => {
    const budget = opened()
    now += 24 * 365 * HOUR_MS
    await budget.reserve(buyer, 1_000n)
    now -= 24 * 365 * HOUR_MS
    const mended = opened()
    assert.equal(mended.spentWei, 1_000n)
    now += 24 * HOUR_MS
    assert.equal(mended.spentWei, 0n)
  })

  it('remembers a day of many cheap payments in few lines', async () => {
    const budget = new RelayBudget({ perBuyer: 9_999, dailyWei: 10_000n }, clock, book())
    for (let payment = 0; payment < 2_000; payment++) {
      await (await budget.reserve(buyer, 2n)).settle(1n)
      now += 20_000
    }
    assert.equal(budget.spentWei, 2_000n)
    await budget.reserve(buyer, 1n)
    assert.ok(kept.length < 200 + 25, `${kept.length} lines`)
  })
})
