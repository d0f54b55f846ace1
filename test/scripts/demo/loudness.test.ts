// One piece by each artist, as it leaves the mastering desk.
import assert from 'node:assert/strict'
import { CATALOGUE } from '../../../scripts/demo/catalogue.ts'
import { master } from '../../../scripts/demo/effects/master.ts'
import { silence } from '../../../scripts/demo/sound/stereo.ts'

const decibels = (ratio: number): number => 20 * Math.log10(ratio)

function peak(frames: Int16Array): number {
  return decibels(frames.reduce((most, x) => Math.max(most, Math.abs(x)), 0) / 32_768)
}

function rms(frames: Int16Array): number {
  return decibels(Math.sqrt(frames.reduce((sum, x) => sum + x * x, 0) / frames.length) / 32_768)
}

describe('demo loudness', function () {
  // Composing is a second or two a piece on a quiet machine, and test machines are not quiet.
  this.timeout(60_000)

  const records: Int16Array[] = []

  before(() => {
    for (const { tracks } of CATALOGUE) {
      const track = tracks.at(-1)
      assert.ok(track)
      records.push(master(track.play(), { trim: track.trim }))
    }
  })

  it('lasts between twenty seconds and a minute', () => {
    for (const frames of records) {
      const seconds = frames.length / 2 / 44_100
      assert.ok(seconds >= 20 && seconds <= 60, String(seconds))
    }
  })

  it('never peaks above -1 dBFS', () => {
    for (const frames of records) assert.ok(peak(frames) <= -1, String(peak(frames)))
  })

  it('stays within 3 dB from one artist to the next', () => {
    const levels = records.map(rms)
    assert.ok(Math.max(...levels) - Math.min(...levels) <= 3, levels.join(' '))
  })

  it('begins and ends in silence', () => {
    for (const frames of records) {
      for (const edge of [frames.subarray(0, 64), frames.subarray(-64)]) {
        assert.ok(edge.every((x) => Math.abs(x) <= 2))
      }
    }
  })

  it('holds the ceiling whatever it is given', () => {
    const mix = silence(1)
    mix.left.forEach((_, i) => {
      mix.left[i] = i % 4000 === 0 ? 50 : 0.01 * Math.sin(i / 20)
      mix.right[i] = i % 3000 === 0 ? -50 : 0.01 * Math.sin(i / 30)
    })
    assert.ok(peak(master(mix, { fade: 0.1, trim: 12 })) <= -1)
  })
})
