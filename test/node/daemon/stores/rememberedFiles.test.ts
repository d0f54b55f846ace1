import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cidOfBlock } from '../../../../node/crypto/hash.ts'
import { RememberedFiles } from '../../../../node/daemon/stores/rememberedFiles.ts'

describe('files an interrupted run has stored', () => {
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'megabox-remembered-'))
  })
  afterEach(() => rm(directory, { recursive: true }))
  const cid = cidOfBlock(Uint8Array.of(1, 2, 3))
  const stored = { cid, sha256: new Uint8Array(32).fill(7), bytes: 3 }
  const drafts: string[] = []
  let settled = 0
  beforeEach(() => {
    drafts.splice(0)
    settled = 0
  })
  const open = (whole: boolean) =>
    new RememberedFiles(join(directory, 'ingested.sqlite'), {
      settle: async () => void (settled += 1),
      isWhole: async () => whole,
      drafts: { keep: async (file) => void drafts.push(file.toString()) },
    })

  it('are remembered after a restart', async () => {
    {
      using files = open(true)
      assert.equal(await files.recall('a'), undefined)
      await files.remember('a', stored)
    }
    using files = open(true)
    assert.deepEqual(await files.recall('a'), stored)
  })

  it('are forgotten when their bytes are no longer here', async () => {
    using files = open(false)
    await files.remember('a', stored)
    assert.equal(await files.recall('a'), undefined)
  })

  it('count as a draft from when they are stored, and again when a run goes on with them', async () => {
    using files = open(true)
    await files.remember('a', stored)
    assert.deepEqual(drafts, [cid.toString()])
    // A power cut must not take what is remembered.
    assert.equal(settled, 1)
    await files.recall('a')
    await files.recall('something else')
    assert.deepEqual(drafts, [cid.toString(), cid.toString()])
  })

  it('are as they were stored last', async () => {
    using files = open(true)
    await files.remember('a', { ...stored, bytes: 1 })
    await files.remember('a', stored)
    assert.equal((await files.recall('a'))?.bytes, 3)
  })
})
