import assert from 'node:assert/strict'
import {
  NothingToPublishError,
  RefusedFilesError,
  UsageError,
} from '../../../node/domain/errors.ts'
import { sha256 } from '../../../node/crypto/hash.ts'
import type { SourceFile } from '../../../node/domain/ports.ts'
import { createAudio } from '../../../node/ingest/probe.ts'
import type { StoredFile } from '../../../node/ingest/track.ts'
import { apic, ascii, flac, id3, join, mp3, ogg, wav } from '../../support/audio.ts'
import { png, svg, webp } from './pictures.ts'
import { fileOf, memoryFiles, run } from './sources.ts'

const song = (path: string, pitch = 440) => fileOf(path, wav({ pitch }))
const titles = (draft: { tracks: { title: string }[] }) => draft.tracks.map(({ title }) => title)

describe('ingest', () => {
  it('makes a draft of a folder: songs in order, cover, words, salt', async () => {
    const tagged = await flac({
      title: 'Copper',
      album: 'Night Ferry',
      trackNumber: 2,
      discNumber: 1,
    })
    const files = [
      fileOf('Night Ferry/b.flac', tagged),
      fileOf('Night Ferry/a.mp3', join(id3({ TIT2: 'Slack Water', TRCK: '1' }), mp3())),
      fileOf('Night Ferry/c.ogg', ogg({ tags: { TITLE: 'Tigers', TRACKNUMBER: '3' } })),
      fileOf('Night Ferry/cover.png', png(600, 600)),
      fileOf('Night Ferry/notes.txt', ascii('ignored')),
    ]
    const { draft } = await run(files)
    assert.deepEqual(titles(draft), ['Slack Water', 'Copper', 'Tigers'])
    assert.deepEqual(draft.refused, [])
    assert.deepEqual([draft.artwork?.width, draft.artwork?.mime], [600, 'image/png'])
    assert.ok(draft.filled.includes('Cover from Night Ferry/cover.png.'))
    assert.deepEqual(draft.salt, sha256(join(...draft.tracks.map(({ master }) => master.sha256))))
    assert.equal(
      draft.bytes,
      files.slice(0, 4).reduce((sum, { bytes }) => sum + bytes, 0),
    )
  })

  it('gives the same CIDs and salt whatever order the files come in', async () => {
    const files = () => [song('a/2.wav', 300), song('a/10.wav', 500), fileOf('a/cover.png', png())]
    const [one, two] = [await run(files()), await run(files().reverse())]
    assert.deepEqual(one.draft, two.draft)
  })

  it('names what each song looks like and how loud it is, as far as it can be heard', async () => {
    const files = memoryFiles()
    const songs = [song('1.wav', 300), fileOf('2.mp3', mp3()), song('3.wav', 500)]
    const { draft } = await run(songs, {}, { files })
    const [one, two, three] = draft.tracks
    assert.ok(one?.waveform && three?.waveform)
    assert.ok((one.loudnessCentiLufs ?? 0) < -1000)
    assert.deepEqual([two?.waveform, two?.loudnessCentiLufs], [undefined, undefined])
    assert.equal(one.waveform.code, 0x55)
    // Three songs, and what two of them look like.
    assert.equal(files.added, 5)
  })

  it('gives another salt to other songs and to another order', async () => {
    const salts = await Promise.all(
      [
        [song('1.wav', 300), song('2.wav', 500)],
        [song('1.wav', 500), song('2.wav', 300)],
        [song('1.wav', 300)],
      ].map(async (files) => Buffer.from((await run(files)).draft.salt).toString('hex')),
    )
    assert.equal(new Set(salts).size, 3)
  })

  it('tells of each file as it is looked at and stored', async () => {
    const { progress } = await run([song('1.wav', 300), song('2.wav')])
    assert.deepEqual(
      progress.map(({ step, file, index, of, bytesDone }) => [step, file, index, of, bytesDone]),
      [
        ['probe', '1.wav', 1, 2, 32_044],
        ['probe', '2.wav', 2, 2, 32_044],
        ['add', '1.wav', 1, 2, 0],
        ['add', '1.wav', 1, 2, 32_044],
        ['add', '2.wav', 2, 2, 0],
        ['add', '2.wav', 2, 2, 32_044],
      ],
    )
  })
})

describe('ingest bad input', () => {
  const good = () => song('good.wav', 300)
  const BAD: [string, () => SourceFile, RegExp][] = [
    ['is not audio', () => fileOf('bad.mp3', ascii('<html>not a song</html>')), /^is not a FLAC/],
    ['is truncated', () => fileOf('bad.wav', wav().subarray(0, 9000)), /^is cut short at 0:00$/],
    ['is empty', () => fileOf('bad.flac', new Uint8Array()), /^is empty$/],
    ['has a lying header', () => fileOf('bad.mp3', id3({}, 99_000_000)), /header/],
    ['is another song again', () => song('twin.wav', 300), /^is the same song as "good.wav"$/],
    ['shrank since it was chosen', () => ({ ...song('bad.wav'), bytes: 99_999 }), /./],
  ]
  for (const [what, bad, reason] of BAD) {
    it(`names the file that ${what}, with a cure, and the rest goes on`, async () => {
      const file = bad()
      const { draft } = await run([file, good()])
      assert.deepEqual(titles(draft), ['good'])
      assert.deepEqual(
        draft.refused.map((refused) => refused.file),
        [file.path],
      )
      assert.match(draft.refused.map((refused) => refused.reason).join(), reason)
      assert.match(draft.refused.map((refused) => refused.cure).join(), /\.$/)
    })

    it(`publishes nothing with --strict when a file ${what}`, async () => {
      const working = run([bad(), good()], { strict: true })
      await assert.rejects(working, RefusedFilesError)
    })
  }

  it('stores nothing with --strict when a look at the files shows one to be bad', async () => {
    const files = memoryFiles()
    const bad = fileOf('bad.mp3', ascii('no song'))
    const working = run([good(), bad], { strict: true }, { files })
    await assert.rejects(working, (error) => {
      assert.ok(error instanceof RefusedFilesError)
      assert.match(error.message, /"bad.mp3" is not a FLAC, WAV, MP3 or Ogg file\. Export/)
      return true
    })
    assert.equal(files.added, 0)
  })

  it('says why when no song is left', async () => {
    const working = run([fileOf('bad.flac', new Uint8Array())])
    await assert.rejects(working, (error) => {
      assert.ok(error instanceof NothingToPublishError)
      assert.match(error.message, /"bad.flac" is empty\. Export/)
      return true
    })
    await assert.rejects(run([]), NothingToPublishError)
  })

  it('passes over what is no song in a folder, and names it when it was asked for', async () => {
    const others = [
      fileOf('notes.txt', ascii('words')),
      fileOf('._good.wav', ascii('what a Mac leaves')),
      fileOf('scan.png', png()),
    ]
    assert.deepEqual((await run([good(), ...others])).draft.refused, [])
    const { draft } = await run([good(), ...others], { explicit: ['notes.txt'] })
    assert.deepEqual(
      draft.refused.map(({ file }) => file),
      ['notes.txt'],
    )
  })

  it('finds a song whose name says nothing', async () => {
    const { draft } = await run([fileOf('recording', wav()), fileOf('noise', ascii('...'))])
    assert.deepEqual(titles(draft), ['recording'])
  })

  it('refuses more than 255 songs before storing any', async () => {
    const files = memoryFiles()
    const many = Array.from({ length: 256 }, (_, i) => fileOf(`${i}.wav`, wav({ seconds: 1 })))
    await assert.rejects(run(many, {}, { files }), UsageError)
    assert.equal(files.added, 0)
  })

  it('asks for an artist before storing anything', async () => {
    const files = memoryFiles()
    const working = run([good()], { artist: undefined }, { files })
    await assert.rejects(working, UsageError)
    assert.equal(files.added, 0)
  })

  it('numbers songs without a gap where a copy was left out', async () => {
    const { draft } = await run([song('1.wav', 300), song('1 (1).wav', 300), song('2.wav', 500)])
    assert.deepEqual(
      draft.tracks.map(({ number }) => number),
      [1, 2],
    )
  })
})

describe('ingest hostile tags', () => {
  it('come out as clean text', async () => {
    const tags = {
      TIT2: '<img src=x onerror=alert(1)>\u202e',
      TPE1: 'N\u0007adia',
      TCON: 'Dub/Dub',
    }
    const { draft } = await run([fileOf('a.mp3', join(id3(tags), mp3()))], { artist: 'Oto' })
    assert.deepEqual(titles(draft), ['<img src=x onerror=alert(1)>'])
    assert.deepEqual(draft.tracks[0]?.credits, [{ name: 'Nadia', role: 'artist' }])
    assert.deepEqual(draft.genres, ['Dub'])
  })

  it('of 100 MB are left out with a warning that names the file', async () => {
    const huge = fileOf('a.flac', await flac())
    const audio = createAudio()
    const skipped = [{ reason: 'has tags of 100 MB', cure: 'Make them smaller.' }]
    const probe = async (file: SourceFile) => ({ ...(await audio.probe(file)), skipped })
    const { draft } = await run([huge], {}, { audio: { probe } })
    assert.deepEqual(draft.warnings, ['"a.flac" has tags of 100 MB. Make them smaller.'])
    await assert.rejects(run([huge], { strict: true }, { audio: { probe } }), RefusedFilesError)
  })
})

describe('ingest cover choice', () => {
  const embedding = (path: string, picture: Uint8Array, track = 1) =>
    fileOf(
      path,
      join(
        id3({ TRCK: `${track}`, APIC: apic('image/png', picture) }),
        mp3({ frames: 80 + track }),
      ),
    )

  it('takes a file called cover before what songs embed, and that before folder.jpg', async () => {
    const [inside, folder] = [embedding('a.mp3', png(2, 2)), fileOf('folder.jpg', png(3, 3))]
    const cover = fileOf('Cover.PNG', webp(1, 1))
    const widths = await Promise.all(
      [
        [inside, folder, cover],
        [inside, folder],
        [song('b.wav'), folder],
      ].map(async (files) => (await run(files)).draft.artwork?.width),
    )
    assert.deepEqual(widths, [1, 2, 3])
  })

  it('takes what the first song embeds, in the order of the release', async () => {
    const { draft } = await run([
      embedding('a.mp3', png(9, 9), 2),
      embedding('b.mp3', png(8, 8), 1),
    ])
    assert.equal(draft.artwork?.width, 8)
    assert.ok(draft.filled.includes('Cover from inside b.mp3.'))
    const tagged = [embedding('a.mp3', png(9, 9), 1), embedding('b.mp3', png(8, 8), 2)]
    assert.equal((await run(tagged)).draft.artwork?.width, 9)
  })

  it('takes any picture the artist named', async () => {
    const files = [embedding('a.mp3', png(2, 2)), fileOf('scan 3.png', png(5, 5))]
    assert.equal((await run(files, { explicit: ['scan 3.png'] })).draft.artwork?.width, 5)
  })

  for (const [what, cover] of [
    ['SVG', fileOf('cover.svg', svg())],
    ['HTML', fileOf('cover.jpg', ascii('<script>alert(1)</script>'))],
    ['a giant', fileOf('cover.jpg', png(), { gap: 100_000_000 })],
    ['torn', fileOf('cover.png', png().subarray(0, 50))],
  ] as const) {
    it(`goes on to the next when the cover is ${what}, and names it`, async () => {
      const files = [song('a.wav'), cover, fileOf('front.png', png(6, 6))]
      const { draft } = await run(files)
      assert.equal(draft.artwork?.width, 6)
      assert.equal(draft.warnings.length, 1)
      assert.ok(draft.warnings[0]?.startsWith(`"${cover.path}" is`))
      await assert.rejects(run(files, { strict: true }), RefusedFilesError)
    })
  }

  it('goes on without a cover when a song embeds none that can be shown', async () => {
    const { draft } = await run([embedding('a.mp3', svg())])
    assert.equal(draft.artwork, undefined)
    assert.match(draft.warnings[0] ?? '', /^"a.mp3" has a cover that is not a JPEG/)
  })
})

describe('ingest interrupted', () => {
  it('goes on where it was stopped, without adding twice', async () => {
    const notes = new Map<string, StoredFile>()
    const remembered = {
      recall: async (key: string) => notes.get(key),
      remember: async (key: string, stored: StoredFile) => void notes.set(key, stored),
    }
    const songs = () =>
      [300, 400, 500].map((pitch) => fileOf(`${pitch}.wav`, wav({ pitch }), { modifiedMs: 1 }))
    const stop = new AbortController()
    const files = memoryFiles()
    const stopping = {
      add: (...args: Parameters<typeof files.add>) => {
        if (files.added === 2) stop.abort(new Error('power cut'))
        return files.add(...args)
      },
    }
    const first = run(songs(), { signal: stop.signal }, { files: stopping, remembered })
    await assert.rejects(first, /power cut/)
    assert.equal(notes.size, 2)
    const { draft } = await run(songs(), {}, { files, remembered })
    // Four songs, one of them begun in vain, and three waveforms.
    assert.equal(files.added, 7)
    assert.deepEqual(draft, (await run(songs())).draft)
  })

  it('stops at once when told to before it starts', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await assert.rejects(run([song('a.wav')], { signal }), /enough/)
  })
})
