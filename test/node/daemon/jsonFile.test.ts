import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { ForeignDirectoryError, NoAccessError } from '../../../node/daemon/errors.ts'
import { readJson, word, writeJson } from '../../../node/daemon/jsonFile.ts'
import { parseAddress } from '../../../node/domain/ids.ts'

const Schema = v.object({ wallet: word(parseAddress) })
const WALLET = `0x${'a'.repeat(40)}`

describe('a small file of a data directory', () => {
  let directory: string
  let path: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'megabox-json-'))
    path = join(directory, 'file.json')
  })
  afterEach(() => rm(directory, { recursive: true }))

  it('comes back as it was written, for its owner’s eyes only', async () => {
    await writeJson(path, { wallet: WALLET })
    assert.deepEqual(await readJson(path, Schema), { wallet: WALLET })
    assert.equal((await stat(path)).mode & 0o777, 0o600)
  })

  it('is absent when it is absent, also where the directory is a file', async () => {
    assert.equal(await readJson(path, Schema), undefined)
    await writeFile(path, '')
    assert.equal(await readJson(join(path, 'run.json'), Schema), undefined)
  })

  it('is refused when it is torn, of another shape, or holds no such word', async () => {
    for (const text of ['', '{"wallet":', '[]', '{"wallet":"0x12"}', '{"wallet":7}']) {
      await writeFile(path, text)
      await assert.rejects(readJson(path, Schema), ForeignDirectoryError, text)
    }
  })

  it('leaves nothing behind when it cannot be put in place', async () => {
    await mkdir(path)
    await assert.rejects(writeJson(path, {}), NoAccessError)
    assert.deepEqual(await readdir(directory), ['file.json'])
  })
})
