import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { hasState, saveState } from '../../../../node/daemon/chain/chainState.ts'

const dumpOf = (json: string) => `0x${gzipSync(json).toString('hex')}`

describe('the embedded chain’s saved state', () => {
  let directory: string
  let path: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'megabox-state-'))
    path = join(directory, 'state.json')
  })
  afterEach(() => rm(directory, { recursive: true }))

  it('is the JSON inside the dump, in place of the one before', async () => {
    await saveState(path, dumpOf('{"a":1}'))
    await saveState(path, dumpOf('{"a":2}'))
    assert.equal(await readFile(path, 'utf8'), '{"a":2}')
    assert.deepEqual(await readdir(directory), ['state.json'])
  })

  it('stays as it was when the dump is none, or cannot be put in place', async () => {
    await saveState(path, dumpOf('{"a":1}'))
    await assert.rejects(saveState(path, '0x1234'))
    assert.equal(await readFile(path, 'utf8'), '{"a":1}')
    await mkdir(join(directory, 'folder'))
    await assert.rejects(saveState(join(directory, 'folder'), dumpOf('{}')))
    assert.deepEqual((await readdir(directory)).sort(), ['folder', 'state.json'])
  })

  it('is not there when its file is missing or empty', async () => {
    assert.equal(await hasState(path), false)
    await writeFile(path, '')
    assert.equal(await hasState(path), false)
    await saveState(path, dumpOf('{}'))
    assert.equal(await hasState(path), true)
  })
})
