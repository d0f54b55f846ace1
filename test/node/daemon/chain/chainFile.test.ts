import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  readChainFile,
  refuseForeign,
  writeChainFile,
} from '../../../../node/daemon/chain/chainFile.ts'
import { ForeignDirectoryError } from '../../../../node/daemon/errors.ts'
import { parseAddress, parseBytes32 } from '../../../../node/domain/ids.ts'

const chain = {
  id: 31337,
  genesis: parseBytes32(`0x${'1'.repeat(64)}`),
  contract: parseAddress(`0x${'2'.repeat(40)}`),
}
const file = { ...chain, since: 3, embedded: true, port: 4000 }

describe('the chain a directory belongs to', () => {
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'megabox-chain-'))
  })
  afterEach(() => rm(directory, { recursive: true }))

  it('is remembered', async () => {
    assert.equal(await readChainFile(directory), undefined)
    await writeChainFile(directory, file)
    assert.deepEqual(await readChainFile(directory), file)
  })

  it('is not guessed from a damaged file', async () => {
    for (const text of ['', '{', '{"id":1}', JSON.stringify({ ...file, genesis: '0x1' })]) {
      await writeFile(join(directory, 'chain.json'), text)
      await assert.rejects(readChainFile(directory), ForeignDirectoryError, text)
    }
  })

  it('is the first one it ever stood on, and no other', () => {
    refuseForeign(directory, undefined, chain)
    refuseForeign(directory, file, chain)
    for (const other of [
      { ...chain, id: 1 },
      { ...chain, genesis: parseBytes32(`0x${'3'.repeat(64)}`) },
      { ...chain, contract: parseAddress(`0x${'3'.repeat(40)}`) },
    ]) {
      assert.throws(() => refuseForeign(directory, file, other), ForeignDirectoryError)
    }
  })
})
