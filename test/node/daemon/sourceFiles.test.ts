import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { findFiles } from '../../../node/daemon/sourceFiles.ts'
import { UsageError } from '../../../node/domain/errors.ts'

describe('files of this machine', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'megabox-files-'))
  })
  afterEach(() => rm(folder, { recursive: true }))
  const paths = async (...named: string[]) => (await findFiles(named)).files.map(({ path }) => path)

  it('are found below a folder, without the hidden ones, links and pipes', async () => {
    await mkdir(join(folder, 'disc 2'))
    await mkdir(join(folder, '.hidden'))
    for (const name of ['b.flac', 'a.flac', '.DS_Store', 'disc 2/c.flac', '.hidden/d.flac']) {
      await writeFile(join(folder, name), 'x')
    }
    await symlink('/etc/hostname', join(folder, 'link.flac'))
    const found = await findFiles([folder])
    assert.deepEqual(
      found.files.map(({ path }) => path),
      ['a.flac', 'b.flac', 'disc 2/c.flac'],
    )
    assert.equal(found.folderName, basename(folder))
    assert.deepEqual(found.explicit, [])
  })

  it('are wanted explicitly when they are named one by one', async () => {
    await writeFile(join(folder, 'a.flac'), 'x')
    const found = await findFiles([join(folder, 'a.flac')])
    assert.deepEqual([found.explicit, found.folderName], [['a.flac'], undefined])
  })

  it('are refused by name when they are not there', async () => {
    await assert.rejects(paths(join(folder, 'gone.flac')), (error) => {
      assert.ok(error instanceof UsageError)
      assert.match(error.message, /gone\.flac" is not there/)
      return true
    })
  })

  it('are read from where one says up to where one says', async () => {
    await writeFile(join(folder, 'a.flac'), '0123456789')
    const [file] = (await findFiles([folder])).files
    assert.ok(file)
    const text = async (range?: { start?: number; end?: number }) => {
      let read = ''
      for await (const chunk of file.read(range)) read += Buffer.from(chunk).toString()
      return read
    }
    assert.equal(file.bytes, 10)
    assert.equal(await text(), '0123456789')
    assert.equal(await text({ start: 2, end: 5 }), '234')
    assert.equal(await text({ start: 5, end: 5 }), '')
  })

  it('are too many for one release above five thousand', async () => {
    await Promise.all(
      Array.from({ length: 5001 }, (_, i) => writeFile(join(folder, `${i}.txt`), '')),
    )
    await assert.rejects(paths(folder), UsageError)
  })
})
