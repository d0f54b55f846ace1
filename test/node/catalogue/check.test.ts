import { expect } from 'chai'
import { CID } from 'multiformats/cid'
import * as Digest from 'multiformats/hashes/digest'
import { check, CHECKS, type Powers } from '../../../node/catalogue/check.ts'
import { addresses } from '../../../node/catalogue/checks/addresses.ts'
import type { Check } from '../../../node/catalogue/checks/check.ts'
import { cover, coverSize, MAX_COVER_BYTES } from '../../../node/catalogue/checks/cover.ts'
import { delegation, delegationInForce } from '../../../node/catalogue/checks/delegation.ts'
import { leaves, lengths, magic } from '../../../node/catalogue/checks/delivery.ts'
import {
  sameArtist,
  sameChain,
  sameRelease,
  sameSalt,
} from '../../../node/catalogue/checks/identity.ts'
import { signature } from '../../../node/catalogue/checks/signature.ts'
import { attachedSizes, formats, sizes } from '../../../node/catalogue/checks/sizes.ts'
import { filesOf } from '../../../node/catalogue/filesOf.ts'
import { cborCidOf } from '../../../node/crypto/hash.ts'
import type { Candidate, Outcome } from '../../../node/domain/catalogue.ts'
import { UnsoundFileError } from '../../../node/domain/errors.ts'
import { fromHex, parseReleaseId } from '../../../node/domain/ids.ts'
import type { Artwork, Release, Track } from '../../../node/domain/manifest.ts'
import type { Files } from '../../../node/domain/ports.ts'
import {
  candidateOf,
  cidOf,
  delegationOf,
  digestOf,
  FakeLedger,
  GENESIS_TIME,
  hashOf,
  madeOf,
  makeArtist,
  mediaBytes,
  memoryStore,
  publishTo,
  type Made,
  type MemoryStore,
  type TestArtist,
} from '../../support/manifests.ts'

const NOW = 1_000_000

interface Case {
  candidate: Candidate
  powers: Powers
}

describe('catalogue check', () => {
  let artist: TestArtist
  let store: MemoryStore
  let powers: Powers
  beforeEach(async () => {
    artist = await makeArtist('Ada')
    store = memoryStore()
    const ledger = new FakeLedger()
    for (let i = 0; i < 5; i++) ledger.mine([])
    const clock = { now: () => NOW }
    powers = { blocks: store.blocks, files: store.files, ledger, clock, secret: hashOf('secret') }
  })

  const publish = (fields?: (release: Release) => Partial<Release>): Promise<Made> =>
    publishTo(store, artist, 'Song', fields)
  const caseOf = (made: Made, candidate: Partial<Candidate> = {}): Case => ({
    candidate: { ...candidateOf(made), ...candidate },
    powers,
  })
  const spoilt = async (fields: (release: Release) => Partial<Release>) =>
    caseOf(await publish(fields))
  const withTrack = (fields: (track: Track) => Partial<Track>) =>
    spoilt(({ tracks }) => ({ tracks: tracks.map((track) => ({ ...track, ...fields(track) })) }))
  const withArtwork = (fields: Partial<Artwork>) =>
    spoilt(({ artwork }) => (artwork ? { artwork: { ...artwork, ...fields } } : {}))

  it('lists a release when everything it says holds, with the lengths that were found', async () => {
    const made = await publish()
    const outcome = await check(candidateOf(made), powers)
    expect(outcome).to.have.property('status', 'listed')
    const { manifest, files } = outcome as Extract<Outcome, { status: 'listed' }>
    expect(manifest).to.deep.equal(made.manifest)
    expect(files.map(({ bytes, name }) => [bytes, name])).to.deep.equal([
      [5000, 'Song.png'],
      [300_000, '01 Song.mp3'],
      [700_000, '01 Song.flac'],
    ])
  })

  /** Each spoils one thing that only this check sees: without the check, it would be listed. */
  const faults: [title: string, guard: Check, word: string, spoil: () => Promise<Case>][] = [
    [
      'was made for another chain',
      sameChain,
      'chain',
      () => spoilt(({ chain }) => ({ chain: { ...chain, id: 1 } })),
    ],
    [
      'was made for another contract',
      sameChain,
      'chain',
      () => spoilt(({ chain }) => ({ chain: { ...chain, contract: new Uint8Array(20) } })),
    ],
    [
      'names another wallet than the one that minted it',
      sameArtist,
      'artist',
      async () => {
        const eve = await makeArtist('Eve')
        const wallet = Uint8Array.from(fromHex(eve.wallet))
        const { key } = artist
        const own = delegationOf({ wallet: eve.wallet, key })
        const made = await publish((release) => ({
          artist: { ...release.artist, wallet, delegation: own },
        }))
        return caseOf(made)
      },
    ],
    [
      'names another salt than the one minted',
      sameSalt,
      'salt',
      async () => {
        const made = await publish()
        const other = await publish(() => ({ salt: hashOf('another') }))
        return caseOf(made, { digest: other.digest })
      },
    ],
    [
      'has an id that does not follow from artist and salt',
      sameRelease,
      'release',
      async () => caseOf(await publish(), { release: parseReleaseId(digestOf('chosen')) }),
    ],
    [
      'names a file in a way that not every node can fetch',
      addresses,
      'address',
      () =>
        withTrack(({ master }) => ({
          master: {
            ...master,
            cid: CID.createV0(master.cid.multihash as Parameters<typeof CID.createV0>[0]),
          },
        })),
    ],
    [
      'calls something a song that is no audio',
      formats,
      'format',
      () => withTrack(({ listening }) => ({ listening: { ...listening, mime: 'text/html' } })),
    ],
    [
      'claims an hour of music in a few bytes',
      sizes,
      'size',
      () => withTrack(() => ({ durationMs: 3_600_000 })),
    ],
    ['claims a song without any length', sizes, 'size', () => withTrack(() => ({ durationMs: 0 }))],
    [
      'has a cover that is no picture',
      cover,
      'cover',
      () => withArtwork({ mime: 'image/svg+xml' }),
    ],
    [
      'has a cover that unpacks into gigabytes',
      cover,
      'cover',
      () => withArtwork({ width: 60_000, height: 60_000 }),
    ],
    [
      'was changed after it was signed',
      signature,
      'signature',
      async () => {
        const { manifest } = await publish()
        const release = { ...manifest.release, title: 'Another title' }
        const made = madeOf(artist, { ...manifest, release })
        await store.putManifest(made)
        return caseOf(made)
      },
    ],
    [
      'was signed by a key its wallet never named',
      delegation,
      'delegation',
      () =>
        spoilt(({ artist: { delegation, ...rest } }) => ({
          artist: { ...rest, delegation: { ...delegation, signature: hashOf('forged') } },
        })),
    ],
    [
      'was signed by a key whose time was over',
      delegationInForce,
      'delegation',
      () =>
        spoilt((release) => ({
          artist: { ...release.artist, delegation: delegationOf(artist, 0, GENESIS_TIME) },
        })),
    ],
    [
      'was signed by a key whose time had not come',
      delegationInForce,
      'delegation',
      () =>
        spoilt((release) => {
          const [from, until] = [GENESIS_TIME + 100_000, GENESIS_TIME + 200_000]
          return { artist: { ...release.artist, delegation: delegationOf(artist, from, until) } }
        }),
    ],
    [
      'claims another length than the file has',
      lengths,
      'length',
      () =>
        withTrack(({ listening }) => ({ listening: { ...listening, bytes: listening.bytes + 1 } })),
    ],
    [
      'has a cover of more bytes than anybody wants',
      coverSize,
      'cover',
      async () => {
        const picture = mediaBytes('image/png', MAX_COVER_BYTES + 1, 'huge')
        const { cid } = await store.files.add(once(picture))
        return withArtwork({ cid })
      },
    ],
    ...(['lyrics', 'waveform'] as const).map((what): (typeof faults)[number] => [
      `has ${what} of more than a mebibyte`,
      attachedSizes,
      'size',
      async () => {
        const { cid } = await store.files.add(once(new Uint8Array(1024 * 1024 + 1)))
        return withTrack(() => ({ [what]: cid }))
      },
    ]),
    [
      'has an extra of more than a gibibyte',
      attachedSizes,
      'size',
      async () => {
        const bytes = 1024 ** 3 + 1
        const { cid } = await store.files.add(once(new Uint8Array(10)))
        const extra = { cid, mime: 'application/pdf', bytes, name: 'booklet.pdf' }
        const found = await spoilt(() => ({ extras: [extra] }))
        return { ...found, powers: { ...powers, files: withSize(store.files, cid, bytes) } }
      },
    ],
    [
      'has a song that does not begin like its format',
      magic,
      'magic',
      () => withTrack(({ listening }) => ({ listening: { ...listening, mime: 'audio/ogg' } })),
    ],
    [
      'has a cover that does not begin like its format',
      magic,
      'magic',
      () => withArtwork({ mime: 'image/webp' }),
    ],
    [
      'has a master that is not sealed as it says',
      magic,
      'magic',
      () => withTrack(({ master }) => ({ master: { ...master, sealed: true } })),
    ],
    [
      'has a file with a hole in it',
      leaves,
      'leaves',
      async () => {
        const { candidate } = caseOf(await publish())
        return { candidate, powers: { ...powers, files: withHole(store.files) } }
      },
    ],
  ]
  for (const [title, guard, word, spoil] of faults) {
    it(`refuses a manifest that ${title}`, async () => {
      const { candidate, powers: given } = await spoil()
      const outcome = await check(candidate, given)
      expect(outcome).to.have.property('status', 'refused')
      expect(outcome)
        .to.have.property('reason')
        .that.matches(new RegExp(`^${word}: `))
      const others = CHECKS.filter((one) => one !== guard)
      const unguarded = await check(candidate, given, { checks: others })
      expect(unguarded).to.have.property('status', 'listed')
    })
  }

  it('is tested for each check it makes', () => {
    expect(new Set(faults.map(([, guard]) => guard))).to.deep.equal(new Set(CHECKS))
  })

  type Named = 'listening' | 'master' | 'artwork' | 'lyrics' | 'waveform' | 'extras'
  const naming = (what: Named, cid: CID) =>
    publish(({ tracks, artwork }) => {
      const file = { cid, mime: 'application/pdf', bytes: 10, name: 'booklet.pdf' }
      if (what === 'extras') return { extras: [file] }
      if (what === 'artwork') return artwork ? { artwork: { ...artwork, cid } } : {}
      const value = (track: Track) =>
        what === 'lyrics' || what === 'waveform' ? cid : { ...track[what], cid }
      return { tracks: tracks.map((track) => ({ ...track, [what]: value(track) })) }
    })
  const places: Named[] = ['listening', 'master', 'artwork', 'lyrics', 'waveform', 'extras']
  const { digest } = cidOf('a file').multihash
  const odd: [what: string, cid: CID][] = [
    ['a shortened hash', CID.createV1(0x55, Digest.create(0x12, digest.subarray(0, 20)))],
    ['an empty hash', CID.createV1(0x55, Digest.create(0x12, new Uint8Array()))],
    ['a longer hash', CID.createV1(0x55, Digest.create(0x12, new Uint8Array(64)))],
    ['another kind of hash', CID.createV1(0x55, Digest.create(0x1e, digest))],
    ['the bytes themselves for a hash', CID.createV1(0x55, Digest.create(0, digest))],
    ['a block that is no file', CID.createV1(0x71, Digest.create(0x12, digest))],
  ]
  for (const place of places) {
    for (const [what, cid] of odd) {
      it(`refuses a manifest whose ${place} has ${what} in its address`, async () => {
        const outcome = await check(candidateOf(await naming(place, cid)), powers)
        expect(outcome)
          .to.have.property('reason')
          .that.matches(/^address: /)
      })
    }
  }

  for (const length of [2 ** 48 + 2, 2 ** 60, Infinity, NaN, -1, 1.5]) {
    it(`refuses a file that says it has ${length} bytes`, async () => {
      const made = await publish()
      const { artwork } = made.manifest.release
      if (!artwork) throw new Error('it has a cover')
      const files = withSize(store.files, artwork.cid, length)
      const outcome = await check(candidateOf(made), { ...powers, files })
      expect(outcome)
        .to.have.property('reason')
        .that.matches(/^length: /)
    })
  }

  it('lists a release with lyrics, waveform and extras of the largest size', async () => {
    const { cid } = await store.files.add(once(new Uint8Array(1024 * 1024)))
    const extra = await store.files.add(once(new Uint8Array(10)))
    const bytes = 1024 ** 3
    const { candidate } = await spoilt(({ tracks }) => ({
      tracks: tracks.map((track) => ({ ...track, lyrics: cid, waveform: cid })),
      extras: [{ cid: extra.cid, mime: 'application/pdf', bytes, name: 'booklet.pdf' }],
    }))
    const files = withSize(store.files, extra.cid, bytes)
    expect(await check(candidate, { ...powers, files })).to.have.property('status', 'listed')
  })

  it('refuses a file that is none, for good: waiting would not make it one', async () => {
    const made = await publish()
    const size = async (cid: CID): Promise<number> => {
      throw new UnsoundFileError(cid.toString(), 'its parts are not cut as ours are')
    }
    const outcome = await check(candidateOf(made), { ...powers, files: { ...store.files, size } })
    expect(outcome.status).to.equal('refused')
  })

  it('refuses a block that is no manifest', async () => {
    const made = await publish()
    const blocks = { get: async () => hashOf('garbage') }
    const outcome = await check(candidateOf(made), { ...powers, blocks })
    expect(outcome)
      .to.have.property('reason')
      .that.matches(/^manifest: /)
  })

  it('accepts a delegation that ran out after the manifest was named', async () => {
    const until = GENESIS_TIME + 2
    const made = await publish((release) => ({
      artist: { ...release.artist, delegation: delegationOf(artist, 0, until) },
    }))
    const at = (block: number) => check(candidateOf(made, { block, logIndex: 0 }), powers)
    expect(await at(2)).to.have.property('status', 'listed')
    expect(await at(3)).to.have.property('status', 'refused')
  })

  it('accepts a preview that is shorter than the song', async () => {
    const made = await publish(({ tracks }) => ({
      tracks: tracks.map((track) => ({
        ...track,
        durationMs: 1_000_000,
        listening: { ...track.listening, extent: 'preview' },
      })),
    }))
    expect(await check(candidateOf(made), powers)).to.have.property('status', 'listed')
  })

  describe('when peers do not deliver', () => {
    const impatient = { patience: 0.003 }
    const hang = () => new Promise<never>(() => undefined)

    const hostile: [title: string, powers: (given: Powers) => Powers][] = [
      ['the manifest never comes', (given) => ({ ...given, blocks: { get: hang } })],
      [
        'nobody has the manifest',
        (given) => ({ ...given, blocks: { get: () => Promise.reject(new Error('nobody')) } }),
      ],
      [
        'a file is never measured',
        (given) => ({ ...given, files: { ...given.files, size: hang } }),
      ],
      [
        'a file is never read',
        (given) => ({ ...given, files: { ...given.files, read: () => hanging() } }),
      ],
      ['a leaf is missing', (given) => ({ ...given, files: withMissingLeaf(given.files) })],
      [
        'the chain does not say who may sign',
        (given) => ({ ...given, ledger: withLedger(given.ledger, { delegated: hang }) }),
      ],
      [
        'the chain does not say when',
        (given) => ({ ...given, ledger: withLedger(given.ledger, { block: hang }) }),
      ],
      [
        'the block that named it is gone',
        (given) => ({
          ...given,
          ledger: withLedger(given.ledger, { block: async () => undefined }),
        }),
      ],
    ]
    for (const [title, spoil] of hostile) {
      it(`tries again later when ${title}`, async () => {
        const made = await publish()
        const outcome = await check(candidateOf(made), spoil(powers), impatient)
        expect(outcome).to.have.property('status', 'later')
      })
    }

    it('waits from 5 seconds to an hour, longer each time, and not all at once', async () => {
      const blocks = { get: () => Promise.reject(new Error('nobody')) }
      const wait = async (attempts: number, digest = digestOf('one')) => {
        const candidate = { ...candidateOf(await publish()), attempts, digest }
        const outcome = await check(candidate, { ...powers, blocks })
        return outcome.status === 'later' ? outcome.retryAt - NOW : NaN
      }
      expect(await wait(0)).to.be.within(3750, 5000)
      expect(await wait(1)).to.be.closeTo(2 * (await wait(0)), 1)
      expect(await wait(50)).to.be.within(2_700_000, 3_600_000)
      expect(await wait(3, digestOf('two'))).to.not.equal(await wait(3))
    })

    it('looks at the same leaves in each try, and at others than another node does', async () => {
      const made = await publish()
      const look = async (secret: string) => {
        const offsets: number[] = []
        const files: Powers['files'] = {
          ...store.files,
          read: (cid, options) => {
            offsets.push(options?.offset ?? 0)
            return store.files.read(cid, options)
          },
        }
        await check(candidateOf(made), { ...powers, files, secret: hashOf(secret) })
        return offsets
      }
      expect(await look('mine')).to.deep.equal(await look('mine'))
      expect(await look('mine')).to.not.deep.equal(await look('yours'))
    })

    it('stops when it is told to', async () => {
      const made = await publish()
      const end = new AbortController()
      const stopped = check(candidateOf(made), { ...powers, blocks: { get: hang } }, end)
      end.abort(new Error('good night'))
      const failure: unknown = await stopped.catch((e: unknown) => e)
      expect(failure).to.have.property('message', 'good night')
    })
  })

  it('asks for the manifest by the digest that the chain names', async () => {
    const made = await publish()
    const asked: string[] = []
    const blocks: Powers['blocks'] = {
      get: async (cid) => {
        asked.push(cid.toString())
        return made.bytes
      },
    }
    await check(candidateOf(made), { ...powers, blocks })
    expect(asked).to.deep.equal([cborCidOf(fromHex(made.digest)).toString()])
  })
})

describe('catalogue filesOf', () => {
  const nameOf = async (title: string) => {
    const made = await publishTo(memoryStore(), await makeArtist('Ada'), 'Song', ({ tracks }) => ({
      tracks: tracks.map((track) => ({ ...track, title })),
    }))
    return filesOf(made.manifest.release)[1]?.name
  }
  const names: [what: string, title: string, name: string][] = [
    ['makes no path', '../../etc/passwd', '01 .. .. etc passwd.mp3'],
    ['makes nothing that reads backwards', 'a\u202egpj.exe', '01 a gpj.exe.mp3'],
    ['leaves out what some disks forbid', 'what? <b>', '01 what b.mp3'],
    ['ends a name with no dots', '...', '01.mp3'],
  ]
  for (const [what, title, name] of names) {
    it(`${what} of a title`, async () => {
      expect(await nameOf(title)).to.equal(name)
    })
  }

  it('keeps names short enough in bytes, without cutting a character', async () => {
    const name = (await nameOf('東'.repeat(400))) ?? ''
    expect(new TextEncoder().encode(name).length).to.be.at.most(210)
    expect(name).to.match(/^01 東+\.mp3$/u)
  })
})

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

// eslint-disable-next-line require-yield -- it is the point that nothing comes
async function* hanging(): AsyncGenerator<Uint8Array> {
  await new Promise(() => undefined)
}

/** Delivers the first bytes and nothing after. */
const withHole = (files: Files): Files => ({
  ...files,
  async *read(cid, options = {}) {
    if ((options.offset ?? 0) === 0) yield* files.read(cid, options)
  },
})

/** A file that says it has `bytes`, and delivers wherever it is looked at. */
const withSize = (files: Files, claimed: CID, bytes: number): Files => ({
  ...files,
  size: async (cid, options) => (cid.equals(claimed) ? bytes : files.size(cid, options)),
  async *read(cid, options = {}) {
    const offset = cid.equals(claimed) ? 0 : (options.offset ?? 0)
    yield* files.read(cid, { ...options, offset })
  },
})

const withMissingLeaf = (files: Powers['files']): Powers['files'] => ({
  ...files,
  async *read(cid, options = {}) {
    if ((options.offset ?? 0) > 300_000) throw new Error('nobody has that leaf')
    yield* files.read(cid, options)
  },
})

const withLedger = (
  ledger: Powers['ledger'],
  changes: Partial<Powers['ledger']>,
): Powers['ledger'] => ({
  chain: ledger.chain,
  releaseId: (wallet, salt) => ledger.releaseId(wallet, salt),
  delegated: (delegation) => ledger.delegated(delegation),
  block: (number) => ledger.block(number),
  ...changes,
})
