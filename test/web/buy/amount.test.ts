import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { parseAddress, type Order, type Terms } from '../../../node/index.ts'
import { fieldText, stepsFrom, typedAmount } from '../../../web/src/buy/amount.ts'
import { partsOf } from '../../../web/src/buy/shares.ts'

const PLAY = { code: 'PLAY', decimals: 6, least: 2, sign: '$' as const }
const wallet = (digit: string) => parseAddress(`0x${digit.repeat(40)}`)

describe('the amount somebody types', () => {
  it('is understood with a point or a comma, to the last digit', () => {
    assert.equal(typedAmount('5', PLAY), 5_000_000n)
    assert.equal(typedAmount(' 5,5 ', PLAY), 5_500_000n)
    assert.equal(typedAmount('$0.000001', PLAY), 1n)
  })

  it('is refused where it is none, and never rounded', () => {
    for (const text of [
      '',
      '.',
      '-1',
      '1e3',
      '0x10',
      '1.0000001',
      '1.2.3',
      '1 000 000 000 000 0',
    ]) {
      assert.equal(typedAmount(text, PLAY), undefined, text)
    }
  })

  it('comes back as it was written', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 17n }), (units) => {
        assert.equal(typedAmount(fieldText(units, PLAY, ','), PLAY), units)
      }),
    )
  })

  it('begins at the floor, and every step is at least that', () => {
    assert.deepEqual(stepsFrom(8_000_000n, undefined, PLAY), [8_000_000n, 12_000_000n, 16_000_000n])
    assert.deepEqual(stepsFrom(0n, 7_000_000n, PLAY), [1_000_000n, 7_000_000n, 10_000_000n])
  })
})

describe('the parts of an amount', () => {
  it('add up to it, whatever it is and whoever shares it', () => {
    const anyShares = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 0, maxLength: 8 })
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 20n }),
        anyShares,
        fc.boolean(),
        (paidWei, bps, isHosted) => {
          const rest = 9000 - bps.reduce((sum, one) => sum + one, 0)
          const payees = [rest, ...bps].map((one, i) => ({
            wallet: wallet(`${(i % 9) + 1}`),
            bps: one,
          }))
          // Only its payees are looked at.
          const terms = { payees } as unknown as Terms
          const host = wallet(isHosted ? 'f' : '0')
          const order: Order = { kind: 'purchase', terms, recipient: wallet('a'), host, paidWei }
          const parts = partsOf(order)
          assert.equal(
            parts.reduce((sum, { amount }) => sum + amount, 0n),
            paidWei,
          )
          assert.equal(
            parts.some(({ side }) => side === 'shop'),
            isHosted,
          )
        },
      ),
    )
  })
})
