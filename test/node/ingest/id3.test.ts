import assert from 'node:assert/strict'
import { createAudio } from '../../../node/ingest/probe.ts'
import { apic, ascii, id3, join, mp3 } from '../../support/audio.ts'
import { png } from './pictures.ts'
import { refuses } from './refuses.ts'
import { fileOf } from './sources.ts'

const MB = 1_000_000

describe('ingest ID3 tags', () => {
  const probe = (bytes: Uint8Array) => createAudio().probe(fileOf('song.mp3', bytes))

  it('that claim 100 MB in a small file are a lie, told without reading on', async () => {
    const file = fileOf('song.mp3', join(id3({ TIT2: 'x' }, 100 * MB), mp3()))
    await refuses(file, /header.*its tags would take 100 MB of a file of \d+(\.\d)? kB$/)
    assert.ok(file.taken <= 128 * 1024, `${file.taken} bytes read`)
  })

  it('with a cover of 100 MB lose it and nothing else, and it is not read', async () => {
    const title = id3({ TIT2: 'Slack Water' }).subarray(10)
    const claim = 100 * MB
    const giant = join('APIC', Uint8Array.of(5, 0xf5, 0xe1, 0), Uint8Array.of(0, 0))
    const head = join(id3({}, title.length + giant.length + claim), title, giant)
    const file = fileOf('song.mp3', head, { gap: claim, after: mp3() })
    const { tags, skipped, durationMs } = await createAudio().probe(file)
    assert.deepEqual([tags.title, durationMs], ['Slack Water', 2090])
    assert.match(skipped?.[0]?.reason ?? '', /^has a cover or tag of 100 MB, which was left out$/)
    assert.ok(file.taken < MB, `${file.taken} bytes read`)
  })

  it('of 20 MB in many frames are read up to 14 MB', async () => {
    const frames = Object.fromEntries(
      ['A', 'B', 'C', 'D'].map((x) => [`TXX${x}`, new Uint8Array(5 * MB)]),
    )
    const { skipped } = await probe(join(id3({ TIT2: 'x', ...frames }), mp3()))
    assert.equal(skipped?.length, 2)
  })

  it('with megabytes of padding or of empty frames cost no time', async () => {
    const started = performance.now()
    const padding = join(id3({ TIT2: 'Padded' }, 12 * MB), new Uint8Array(12 * MB))
    const padded = join(padding.subarray(0, 12 * MB + 10), mp3())
    assert.equal((await probe(padded)).tags.title, 'Padded')
    const empty = join('TIT2', Uint8Array.of(0, 0, 0, 1, 0, 0, 0)).subarray(0, 11)
    const many = join(...Array.from({ length: 50_000 }, () => empty))
    const late = join(many, id3({ TIT2: 'Late' }).subarray(10))
    const { durationMs, tags } = await probe(join(id3({}, late.length), late, mp3()))
    assert.deepEqual([durationMs, tags.title], [2090, undefined])
    assert.ok(performance.now() - started < 2000)
  })

  it('hold the cover they say is the front', async () => {
    const song = join(id3({ APIC: apic('image/png', png()) }), mp3())
    assert.deepEqual((await probe(song)).cover?.data, Uint8Array.from(png()))
  })

  it('of version 2.2 and 2.4, and two in a row, are read', async () => {
    const v22 = join(
      'ID3',
      Uint8Array.of(2, 0, 0, 0, 0, 0, 11),
      'TT2',
      Uint8Array.of(0, 0, 5, 0),
      'Ttwo',
    )
    const v24 = join(
      ...['ID3', Uint8Array.of(4, 0, 0, 0, 0, 0, 16), 'TIT2'],
      ...[Uint8Array.of(0, 0, 0, 6, 0, 0, 3), 'Tfour'],
    )
    assert.equal((await probe(join(v22, mp3()))).tags.title, 'Ttwo')
    assert.equal((await probe(join(v24, mp3()))).tags.title, 'Tfour')
    assert.equal(
      (await probe(join(id3({ TIT2: 'One' }), id3({ TPE1: 'Two' }), mp3()))).tags.artist,
      'Two',
    )
  })

  it('with a footer or an extended header end where they should', async () => {
    const frame = join('TIT2', Uint8Array.of(0, 0, 0, 6, 0, 0, 3), 'Tfour')
    const footer = Uint8Array.of(0x33, 0x44, 0x49, 4, 0, 0x10, 0, 0, 0, 16)
    const footed = join('ID3', Uint8Array.of(4, 0, 0x10, 0, 0, 0, 16), frame, footer)
    const second = join(footed, id3({ TPE1: 'Two' }), mp3())
    assert.equal((await probe(second)).tags.artist, 'Two')
    for (const [major, extended] of [
      [3, Uint8Array.of(0, 0, 0, 6, 0, 0, 0, 0, 0, 0)],
      [4, Uint8Array.of(0, 0, 0, 6, 1, 0)],
    ] as const) {
      const head = Uint8Array.of(major, 0, 0x40, 0, 0, 0, extended.length + 16)
      assert.equal((await probe(join('ID3', head, extended, frame, mp3()))).tags.title, 'Tfour')
    }
  })

  it('of an unknown version are no tags', async () => {
    await refuses(
      fileOf('a.mp3', join('ID3', Uint8Array.of(9, 0, 0), ascii('\0\0\0\0'), 'x'.repeat(99))),
      /^holds no MP3/,
    )
  })
})
