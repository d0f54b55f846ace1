// One short piece from the first note to the file, read back by somebody else's reader.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseBuffer } from 'music-metadata'
import { CATALOGUE, file, folder, type Release } from '../../../scripts/demo/catalogue.ts'
import { cutTrack } from '../../../scripts/demo/studio.ts'

// The quickest to compose.
const JOB = { release: 1, track: 1 }

function chosen(): Release {
  const release = CATALOGUE[JOB.release]
  assert.ok(release)
  return release
}

describe('demo recording', function () {
  // Composing is a second of work on a quiet machine, and test machines are not quiet.
  this.timeout(60_000)

  const cover = chosen().cover()
  const directories: string[] = []
  const cuts: Uint8Array[] = []
  let seconds = 0

  async function cut(): Promise<Uint8Array> {
    const directory = await mkdtemp(join(tmpdir(), 'megabox-demo-'))
    directories.push(directory)
    await mkdir(join(directory, folder(chosen())))
    seconds = await cutTrack(directory, JOB, cover)
    const track = chosen().tracks[JOB.track]
    assert.ok(track)
    const names = await readdir(join(directory, folder(chosen())))
    assert.deepEqual(names, [file(track, JOB.track)])
    return readFile(join(directory, folder(chosen()), file(track, JOB.track)))
  }

  after(async () => {
    for (const directory of directories) await rm(directory, { recursive: true })
  })

  it('is the same bytes in two runs in different directories', async () => {
    const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
    cuts.push(await cut(), await cut())
    assert.equal(new Set(cuts.map(sha256)).size, 1)
  })

  it('carries its title, artist, album, place, date, genre, licence and cover', async () => {
    const bytes = cuts[0] ?? (await cut())
    const { common, format } = await parseBuffer(bytes, { mimeType: 'audio/flac' })
    const { artist, title, date, genre, license, tracks } = chosen()
    assert.equal(common.title, tracks[JOB.track]?.title)
    assert.equal(common.artist, artist)
    assert.equal(common.albumartist, artist)
    assert.equal(common.album, title)
    assert.deepEqual(common.track, { no: JOB.track + 1, of: tracks.length })
    assert.equal(common.disk.no, 1)
    assert.equal(common.date, date)
    assert.deepEqual(common.genre, [genre])
    assert.equal(common.license, license)
    assert.deepEqual(Buffer.from(common.picture?.[0]?.data ?? []), Buffer.from(cover))
    assert.ok(Math.abs((format.duration ?? 0) - seconds) < 0.01)
    assert.equal(format.sampleRate, 44_100)
    assert.equal(format.numberOfChannels, 2)
    assert.equal(format.bitsPerSample, 16)
  })
})
