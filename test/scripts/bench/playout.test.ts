import assert from 'node:assert/strict'
import { StallClock } from '../../../scripts/bench/transfer/playout.ts'

/** 1000 bytes a second, 10 s long, begins with 2000 bytes. */
const clock = () => new StallClock({ bytesPerSecond: 1000, startBytes: 2000, totalBytes: 10_000 })

describe('bench: the stall clock', () => {
  it('hears nothing wrong when every byte is there before its turn', () => {
    const song = clock()
    for (let second = 0; second < 10; second++) song.arrived((second + 1) * 1000, second * 999)
    assert.deepEqual(song.heard(30_000), { stalls: 0, stalledMs: 0 })
  })

  it('begins when enough lies ahead, not at the first byte', () => {
    const song = clock()
    song.arrived(1999, 0)
    assert.equal(song.position(5000), 0)
    song.arrived(2000, 5000)
    assert.equal(song.position(5500), 500)
    assert.equal(song.heard(5500).stalls, 0)
  })

  it('counts a stall from the moment its byte was due until enough lies ahead again', () => {
    const song = clock()
    song.arrived(2000, 0)
    song.arrived(3000, 2500)
    assert.deepEqual(song.heard(2600), { stalls: 1, stalledMs: 600 })
    song.arrived(4000, 3000)
    assert.deepEqual(song.heard(3500), { stalls: 1, stalledMs: 1000 })
    assert.equal(song.position(3500), 2500)
  })

  it('sees a stall also when the late bytes bring enough at once', () => {
    const song = clock()
    song.arrived(2000, 0)
    song.arrived(10_000, 2001)
    assert.deepEqual(song.heard(20_000), { stalls: 1, stalledMs: 1 })
  })

  it('counts each stall, and one that has not ended', () => {
    const song = clock()
    song.arrived(2000, 0)
    song.arrived(4000, 2100)
    song.arrived(6000, 4200)
    assert.deepEqual(song.heard(6300), { stalls: 3, stalledMs: 300 })
  })

  it('takes the end of the song for no stall', () => {
    const song = clock()
    song.arrived(10_000, 0)
    assert.deepEqual(song.heard(60_000), { stalls: 0, stalledMs: 0 })
    assert.equal(song.position(60_000), 10_000)
  })

  it('begins a song that is shorter than what it waits for', () => {
    const short = new StallClock({ bytesPerSecond: 1000, startBytes: 2000, totalBytes: 500 })
    short.arrived(500, 10)
    assert.equal(short.position(10_000), 500)
  })
})
