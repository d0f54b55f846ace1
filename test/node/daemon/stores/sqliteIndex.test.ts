import { expect } from 'chai'
import { mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listedFiles } from '../../../../node/catalogue/filesOf.ts'
import { openSqliteIndex } from '../../../../node/daemon/stores/sqliteIndex.ts'
import type { ListedFile } from '../../../../node/domain/catalogue.ts'
import type { Index } from '../../../../node/domain/ports.ts'
import { indexPortSuite } from '../../../ports/index.ts'
import {
  digestOf,
  makeArtist,
  makeManifest,
  minted,
  type Made,
} from '../../../support/manifests.ts'
import { MemoryIndex } from '../../../support/memoryIndex.ts'

indexPortSuite('sqlite', () => openSqliteIndex(':memory:'))
indexPortSuite('in memory', async () => new MemoryIndex())

describe('sqlite index', () => {
  let directory: string
  let path: string
  let made: Made
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'megabox-index-'))
    path = join(directory, 'megabox.sqlite')
    made = await makeManifest(await makeArtist('Ada'), 'Song')
  })
  afterEach(async () => rm(directory, { recursive: true }))

  type Change = (file: ListedFile, position: number) => ListedFile
  const list = async (index: Index, change: Change = (file) => file) => {
    await index.advance({ number: 1, hash: digestOf('1') }, [
      { ...minted(made), block: 1, logIndex: 0 },
    ])
    const [candidate] = await index.due(0, 1)
    if (!candidate) throw new Error('it must be due')
    const files = listedFiles(made.release, made.manifest.release, () => undefined).map(change)
    await index.settle(candidate, { status: 'listed', manifest: made.manifest, files })
  }
  const listed = async (index: Index) => (await index.counts()).listed

  it('is there again after a restart', async () => {
    {
      await using index = await openSqliteIndex(path)
      await list(index)
    }
    await using index = await openSqliteIndex(path)
    expect(await listed(index)).to.equal(1)
    expect(await index.recent()).to.deep.equal([{ number: 1, hash: digestOf('1') }])
  })

  it('starts anew when the file is of another version', async () => {
    {
      await using index = await openSqliteIndex(path)
      await list(index)
    }
    const database = new DatabaseSync(path)
    database.exec('PRAGMA user_version = 99')
    database.close()
    await using index = await openSqliteIndex(path)
    expect(await index.recent()).to.deep.equal([])
    await list(index)
    expect(await listed(index)).to.equal(1)
  })

  it('puts a file aside that is no database, and says so', async () => {
    await writeFile(path, 'this is a letter, not a catalogue'.repeat(1000))
    const damages: string[] = []
    await using index = await openSqliteIndex(path, {
      onDamage: ({ movedTo }) => damages.push(movedTo),
    })
    expect(damages).to.deep.equal([`${path}.damaged`])
    expect(await readdir(directory)).to.include('megabox.sqlite.damaged')
    await list(index)
    expect(await listed(index)).to.equal(1)
  })

  it('puts a file aside that was overwritten in the middle', async () => {
    {
      await using index = await openSqliteIndex(path)
      await list(index)
    }
    const file = await open(path, 'r+')
    const { size } = await file.stat()
    await file.write(new Uint8Array(size - 8192).fill(0x55), 0, size - 8192, 4096)
    await file.close()
    let damaged = false
    await using index = await openSqliteIndex(path, { onDamage: () => (damaged = true) })
    expect(damaged).to.equal(true)
    expect(await index.recent()).to.deep.equal([])
  })

  it('names all that is not held when the length of one file is none a number can hold', async () => {
    for (const bytes of [2 ** 60, 2 ** 70, Infinity, -Infinity, NaN, 0.5]) {
      await using index = await openSqliteIndex(':memory:')
      await list(index, (file, i) => (i === 0 ? { ...file, bytes } : file))
      const unheld = await index.unheld(10)
      expect(unheld, `${bytes}`).to.have.length(2)
      expect(unheld.every((file) => Number.isSafeInteger(file.bytes))).to.equal(true)
      for (const { cid } of unheld) expect(await index.file(cid)).to.have.property('bytes')
    }
  })

  it('reads on over an integer that no number can hold, however it came into the file', async () => {
    {
      await using index = await openSqliteIndex(path)
      await list(index)
    }
    const database = new DatabaseSync(path)
    database.exec(`UPDATE files SET bytes = 1152921504606846976 WHERE position = 0`)
    database.exec(`UPDATE candidates SET attempts = 9223372036854775807`)
    database.close()
    await using index = await openSqliteIndex(path)
    const [first, second] = await index.unheld(10)
    expect(first?.bytes).to.equal(Number.MAX_SAFE_INTEGER)
    expect(second?.bytes).to.equal(20_000_000)
  })

  it('takes in all events of a range or none', async () => {
    await using index = await openSqliteIndex(path)
    const good = { ...minted(made), block: 1, logIndex: 0 }
    // Two logs cannot have one place.
    const other = await makeManifest(await makeArtist('Ada'), 'Other')
    const bad = { ...minted(other), block: 1, logIndex: 0 }
    const failure: unknown = await index
      .advance({ number: 1, hash: digestOf('1') }, [good, bad])
      .catch((e: unknown) => e)
    expect(failure).to.be.instanceOf(Error)
    expect(await index.recent()).to.deep.equal([])
    expect(await index.counts()).to.deep.equal({ listed: 0, waiting: 0, refused: 0 })
  })
})
