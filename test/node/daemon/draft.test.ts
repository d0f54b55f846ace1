import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { draftFrom } from '../../../node/daemon/draft.ts'
import { memoryKeeping } from '../../../node/peer/memoryKeeping.ts'
import { id3, mp3 } from '../../support/audio.ts'
import { testNetwork } from '../../support/network.ts'
import { png } from '../ingest/pictures.ts'

describe('a draft from files of this machine', () => {
  it('keeps its cover as well as its songs until it is published', async () => {
    await using network = await testNetwork({ listen: [] })
    const folder = await mkdtemp(join(tmpdir(), 'megabox-draft-'))
    try {
      await writeFile(join(folder, 'song.mp3'), Buffer.concat([id3({ TIT2: 'Song' }), mp3()]))
      await writeFile(join(folder, 'cover.png'), png(300, 300))
      const { drafts } = memoryKeeping()
      const remembered = { recall: async () => undefined, remember: async () => undefined }
      const powers = { files: network.files, remembered, drafts }
      const options = { title: 'Album', artist: 'Ada' }
      const work = draftFrom([folder], options, powers, AbortSignal.timeout(20_000))
      let step = await work.next()
      while (step.done !== true) step = await work.next()
      assert.equal(step.value.tracks.length, 1)
      const kept = (await drafts.list()).map(String)
      assert.equal(kept.length, 2)
      assert.ok(kept.includes(String(step.value.tracks[0]?.cid)))
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
