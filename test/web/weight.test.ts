import assert from 'node:assert/strict'
import { LIMITS, weigh, type Weights } from '../../scripts/weigh.ts'

describe('what the dapp weighs', function () {
  this.timeout(120_000)
  let weights: Weights

  before(async () => {
    weights = await weigh()
  })

  for (const part of ['shell', 'worker', 'sharing', 'buy'] as const) {
    it(`is no more than ${LIMITS[part] / 1000} KB of ${part}, gzipped`, () => {
      const bytes = weights.bytes[part]
      assert.ok(bytes > 10_000, `${bytes} bytes: something was not found`)
      assert.ok(bytes <= LIMITS[part], `${bytes} bytes of ${LIMITS[part]}`)
    })
  }

  it('has no package twice', () => {
    assert.deepEqual(weights.twice, [])
  })
})
