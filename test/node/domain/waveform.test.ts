import assert from 'node:assert/strict'
import { InvalidWaveformError } from '../../../node/domain/errors.ts'
import { barsOf, MAX_WAVEFORM_BYTES, parseWaveform } from '../../../node/domain/waveform.ts'

describe('waveform', () => {
  it('is any short row of bytes', () => {
    const block = Uint8Array.of(0, 128, 255)
    assert.deepEqual(parseWaveform(block), block)
    parseWaveform(new Uint8Array(MAX_WAVEFORM_BYTES))
  })

  it('is refused when there is nothing in it, or more than anyone draws', () => {
    assert.throws(() => parseWaveform(new Uint8Array()), InvalidWaveformError)
    assert.throws(() => parseWaveform(new Uint8Array(MAX_WAVEFORM_BYTES + 1)), InvalidWaveformError)
  })

  it('keeps its loudest moment in however few bars', () => {
    const waveform = new Uint8Array(800).fill(51)
    waveform[399] = 255
    assert.deepEqual(barsOf(waveform, 2), [1, 0.2])
    assert.equal(Math.max(...barsOf(waveform, 133)), 1)
  })

  it('fills more bars than it has parts', () => {
    assert.deepEqual(barsOf(Uint8Array.of(0, 255), 4), [0, 0, 1, 1])
  })
})
