import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { UsageError } from '../../../node/domain/errors.ts'
import { formatEther, parseEther } from '../../../node/domain/ether.ts'

describe('ether', () => {
  it('reads back every amount it writes, to the wei', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 30n - 1n), (wei) => {
        assert.equal(parseEther(formatEther(wei)), wei)
      }),
    )
  })

  it('reads and writes amounts as people do', () => {
    const known: [string, bigint][] = [
      ['0', 0n],
      ['1', 10n ** 18n],
      ['12', 12n * 10n ** 18n],
      ['0.01', 10n ** 16n],
      ['0.000000000000000001', 1n],
      ['999999999999.999999999999999999', 10n ** 30n - 1n],
    ]
    for (const [text, wei] of known) {
      assert.equal(parseEther(text), wei)
      assert.equal(formatEther(wei), text)
    }
    assert.equal(parseEther(' 0.50 '), 5n * 10n ** 17n)
    assert.equal(parseEther('007'), 7n * 10n ** 18n)
  })

  it('refuses what could be misread', () => {
    const wrong = [
      ...['1e18', '-1', '+1', '.5', '1.', '', ' ', '.', '0x1', '1,5', '1_000', '1 0', '1.2.3'],
      ...['0.0000000000000000001', '1000000000000', 'NaN', 'Infinity', '١', '1\u00a0ETH', '1\n2'],
    ]
    for (const text of wrong) assert.throws(() => parseEther(text), UsageError, text)
  })
})
