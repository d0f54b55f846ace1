import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ForeignDirectoryError } from '../../../node/daemon/errors.ts'
import { openRelayBook } from '../../../node/daemon/relayBook.ts'
import { parseAddress } from '../../../node/domain/ids.ts'

describe('what a relay has spent, in its data directory', () => {
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'megabox-relay-'))
  })
  afterEach(() => rm(directory, { recursive: true }))

  it('is nothing at first, and afterwards what was kept', async () => {
    const book = await openRelayBook(directory)
    assert.deepEqual(book.before, [])
    const buyer = parseAddress(`0x${'b'.repeat(40)}`)
    const spendings = [
      { at: 1_795_000_000_000, wei: 10n ** 18n },
      { at: 1_795_000_000_001, buyer, wei: 7n },
    ]
    await book.keep(spendings)
    assert.deepEqual((await openRelayBook(directory)).before, spendings)
  })

  it('is refused when somebody else wrote it', async () => {
    for (const text of ['', '{"spendings":[{"at":1,"wei":"-5"}]}', '{"spendings":[{"wei":"5"}]}']) {
      await writeFile(join(directory, 'relay.json'), text)
      await assert.rejects(openRelayBook(directory), ForeignDirectoryError, text)
    }
  })
})
