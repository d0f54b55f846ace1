import assert from 'node:assert/strict'
import { Loudness } from '../../../../node/ingest/sound/loudness.ts'
import { framesOf, sines, type Stretch } from './tones.ts'

function lufsOf(stretches: readonly Stretch[], rate = 48_000, pitch = 1000): number | undefined {
  const channels = stretches[0]?.dbfs.length ?? 1
  const loudness = new Loudness(rate, channels)
  for (const frames of framesOf(sines(stretches, rate, pitch), channels)) loudness.hear(frames)
  const centi = loudness.centiLufs()
  return centi === undefined ? undefined : centi / 100
}

const stereo = (seconds: number, db: number): Stretch => ({ seconds, dbfs: [db, db] })

/** EBU Tech 3341, minimum requirements 1 to 6, within its tolerance. */
const CASES: [string, Stretch[], number][] = [
  ['1: -23 dBFS in stereo', [stereo(20, -23)], -23],
  ['2: -33 dBFS in stereo', [stereo(20, -33)], -33],
  ['3: quiet before and after', [stereo(10, -36), stereo(60, -23), stereo(10, -36)], -23],
  [
    '4: next to silence before and after that',
    [stereo(10, -72), stereo(10, -36), stereo(60, -23), stereo(10, -36), stereo(10, -72)],
    -23,
  ],
  ['5: a louder middle', [stereo(20, -26), stereo(20.1, -20), stereo(20, -26)], -23],
  ['6: five channels', [{ seconds: 20, dbfs: [-28, -28, -24, -30, -30] }], -23],
]

describe('ingest loudness', () => {
  for (const [what, stretches, expected] of CASES) {
    it(`is what EBU Tech 3341 expects of case ${what}`, () => {
      assert.ok(Math.abs((lufsOf(stretches) ?? 0) - expected) <= 0.1, `${lufsOf(stretches)}`)
    })
  }

  it('is the same at every sample rate', () => {
    for (const rate of [22_050, 44_100, 88_200, 96_000, 192_000]) {
      const found = lufsOf([stereo(5, -23)], rate) ?? 0
      assert.ok(Math.abs(found + 23) <= 0.1, `${found} at ${rate}`)
    }
  })

  it('of one channel is 3 LU below the same in two', () => {
    const one = lufsOf([{ seconds: 5, dbfs: [-20] }]) ?? 0
    const two = lufsOf([stereo(5, -20)]) ?? 0
    assert.ok(Math.abs(two - one - 3.01) <= 0.02)
  })

  it('is less for a deep tone than for a high one', () => {
    const [deep = 0, middle = 0, high = 0] = [30, 1000, 6000].map((p) =>
      lufsOf([stereo(5, -23)], 48_000, p),
    )
    assert.ok(deep < middle - 5 && high > middle + 3, `${deep} ${middle} ${high}`)
  })

  it('does not count the channel of low effects', () => {
    const quiet = -90
    const six = [quiet, quiet, quiet, -10, quiet, quiet]
    assert.equal(lufsOf([{ seconds: 2, dbfs: six }]), undefined)
  })

  it('is unknown for silence and for less than 400 ms', () => {
    assert.equal(lufsOf([stereo(2, -Infinity)]), undefined)
    assert.equal(lufsOf([stereo(0.39, -10)]), undefined)
    assert.notEqual(lufsOf([stereo(0.4, -10)]), undefined)
  })
})
