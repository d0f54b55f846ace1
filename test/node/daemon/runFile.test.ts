import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  isAlive,
  newToken,
  readRunFile,
  removeRunFile,
  writeRunFile,
} from '../../../node/daemon/runFile.ts'

describe('the file by which commands find their node', () => {
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'megabox-run-'))
  })
  afterEach(() => rm(directory, { recursive: true }))
  const run = { pid: process.pid, http: 'http://127.0.0.1:1', token: newToken() }

  it('can be read by its owner only, and goes when it is removed', async () => {
    await writeRunFile(directory, run)
    assert.deepEqual(await readRunFile(directory), run)
    assert.equal((await stat(join(directory, 'run.json'))).mode & 0o777, 0o600)
    await removeRunFile(directory)
    await removeRunFile(directory)
    assert.equal(await readRunFile(directory), undefined)
  })

  it('tells a living process from one that is gone', () => {
    assert.ok(isAlive(run))
    assert.ok(!isAlive({ pid: spawnSync(process.execPath, ['--version']).pid }))
  })

  it('holds 256 bits that are never the same', () => {
    assert.equal(Buffer.from(newToken(), 'base64url').length, 32)
    assert.notEqual(newToken(), newToken())
  })
})
