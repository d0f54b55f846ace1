import assert from 'node:assert/strict'
import { WorkerEars } from '../../../../node/daemon/ears/workerEars.ts'
import type { SourceFile } from '../../../../node/domain/ports.ts'
import { openEar, type OpenEar } from '../../../../node/ingest/sound/ear.ts'
import { wav } from '../../../support/audio.ts'
import { fileOf } from '../../ingest/sources.ts'

const SONG = { mime: 'audio/wav', durationMs: 30_000 } as const
/** So much to hear that a thread is worth its start. */
const MUCH = [{ bytes: 100_000_000 }]

async function hear(open: OpenEar, file: SourceFile) {
  const ear = await open(file, SONG)
  for await (const chunk of file.read()) await ear?.hear(chunk)
  return ear?.end()
}

describe('ears in another thread', function () {
  this.timeout(30_000)
  const song = (pitch: number) => fileOf('a.wav', wav({ seconds: 30, pitch }))

  it('hear song after song as this thread does', async () => {
    await using ears = new WorkerEars(MUCH)
    for (const pitch of [300, 500]) {
      const heard = await hear(ears.open, song(pitch))
      assert.ok(heard?.loudnessCentiLufs)
      assert.deepEqual(heard, await hear(openEar, song(pitch)))
    }
  })

  it('hear a song that is read faster than it is heard, and larger than what may wait', async () => {
    await using ears = new WorkerEars(MUCH)
    const file = fileOf('a.wav', wav({ seconds: 1200, rate: 16_000 }))
    const ear = await ears.open(file, { ...SONG, durationMs: 1_200_000 })
    for await (const chunk of file.read()) await ear?.hear(chunk)
    assert.ok(await ear?.end())
  })

  it('do not hear what nothing can decode', async () => {
    await using ears = new WorkerEars(MUCH)
    assert.equal(await ears.open(song(300), { mime: 'audio/ogg', durationMs: 1000 }), undefined)
  })

  it('have heard nothing when their thread is ended, and keep nobody waiting', async () => {
    const ears = new WorkerEars(MUCH)
    const ear = await ears.open(song(300), SONG)
    const heard = ear?.end()
    await ears[Symbol.asyncDispose]()
    // Either it was quick, or it was ended.
    await heard
    const again = await ears.open(song(300), SONG)
    assert.equal(await again?.end(), undefined)
    await ears[Symbol.asyncDispose]()
  })
})
