/**
 * Small true things for tests: artists with real ed25519 keys, signed manifests, terms, files in real
 * UnixFS, and a chain one can mine and reorganise. All of it follows from seeds.
 *
 * The ledger is a fake: its ids are sha256 of the words, not keccak256 of ABI encodings, and its
 * delegations a hash, not EIP-712. The real one is tested with `node/ledger`.
 */
import { unixfs } from '@helia/unixfs'
import { MemoryBlockstore } from 'blockstore-core'
import { fixedSize } from 'ipfs-unixfs-importer/chunker'
import { balanced } from 'ipfs-unixfs-importer/layout'
import { CID } from 'multiformats/cid'
import * as Digest from 'multiformats/hashes/digest'
import { cborCidOf, sha256 } from '../../node/crypto/hash.ts'
import { publicKeyOf, sign } from '../../node/crypto/ed25519.ts'
import type { Candidate } from '../../node/domain/catalogue.ts'
import type { Block, BlockRef, ChainEvent } from '../../node/domain/chain.ts'
import { UnreachableError } from '../../node/domain/errors.ts'
import {
  addressOf,
  bytes32Of,
  fromHex,
  parseEditionId,
  parseReleaseId,
  toHex,
  ZERO_ADDRESS,
  type Address,
  type Bytes32,
  type EditionId,
  type ReleaseId,
} from '../../node/domain/ids.ts'
import {
  encodeManifest,
  encodeRelease,
  type Manifest,
  type Release,
  type Track,
} from '../../node/domain/manifest.ts'
import type { Blocks, Delegation, Files, Ledger } from '../../node/domain/ports.ts'
import { termsToJson, type Terms } from '../../node/domain/terms.ts'

export const hashOf = (word: string): Uint8Array<ArrayBuffer> =>
  sha256(new TextEncoder().encode(word))
export const digestOf = (word: string): Bytes32 => bytes32Of(hashOf(word))

const RAW = 0x55
const SHA2_256 = 0x12
/** A CID nobody has the bytes of. */
export const cidOf = (word: string): CID => CID.createV1(RAW, Digest.create(SHA2_256, hashOf(word)))

export const CHAIN = {
  id: 31337,
  genesis: digestOf('genesis'),
  contract: addressOf(hashOf('contract').subarray(0, 20)),
}
/** When block 0 was made. */
export const GENESIS_TIME = 1_700_000_000

export interface TestArtist {
  name: string
  wallet: Address
  secret: Uint8Array<ArrayBuffer>
  key: Uint8Array<ArrayBuffer>
}

/** One wallet a name; `keyNumber` gives the same wallet another signing key. */
export async function makeArtist(name: string, keyNumber = 0): Promise<TestArtist> {
  const secret = hashOf(`key ${keyNumber} of ${name}`)
  const wallet = addressOf(hashOf(`wallet of ${name}`).subarray(0, 20))
  return { name, wallet, secret, key: Uint8Array.from(await publicKeyOf(secret)) }
}

export interface Made {
  artist: TestArtist
  manifest: Manifest
  /** The manifest's block and its sha256. */
  bytes: Uint8Array<ArrayBuffer>
  digest: Bytes32
  salt: Bytes32
  release: ReleaseId
}

/** A track whose files are nowhere. `master` names the recording. */
export function makeTrack(number: number, title: string, master = title): Track {
  return {
    disc: 1,
    number,
    title,
    durationMs: 180_000,
    listening: {
      cid: cidOf(`listening ${master}`),
      mime: 'audio/mpeg',
      bytes: 4_000_000,
      extent: 'full',
    },
    master: {
      cid: cidOf(`master ${master}`),
      mime: 'audio/flac',
      bytes: 20_000_000,
      sha256: hashOf(`plain ${master}`),
    },
  }
}

/** A signed manifest. `fields` replace what is there by default, before it is signed. */
export async function makeManifest(
  artist: TestArtist,
  title: string,
  fields: Partial<Release> = {},
): Promise<Made> {
  return signManifest(artist, {
    version: 1,
    chain: { id: CHAIN.id, contract: Uint8Array.from(fromHex(CHAIN.contract)) },
    artist: {
      wallet: Uint8Array.from(fromHex(artist.wallet)),
      name: artist.name,
      key: artist.key,
      delegation: delegationOf(artist),
    },
    salt: hashOf(`salt of ${title} by ${artist.name}`),
    title,
    kind: 'single',
    genres: [],
    tracks: [makeTrack(1, title, `${title} by ${artist.name}`)],
    ...fields,
  })
}

export async function signManifest(artist: TestArtist, release: Release): Promise<Made> {
  const signature = Uint8Array.from(await sign('manifest', encodeRelease(release), artist.secret))
  return madeOf(artist, { release, signature })
}

/** For manifests spoiled on purpose, after signing. */
export function madeOf(artist: TestArtist, manifest: Manifest): Made {
  const bytes = encodeManifest(manifest)
  const salt = bytes32Of(manifest.release.salt)
  const release = fakeReleaseId(artist.wallet, salt)
  return { artist, manifest, bytes, digest: bytes32Of(sha256(bytes)), salt, release }
}

export const candidateOf = (made: Made, place = { block: 1, logIndex: 0 }): Candidate => ({
  release: made.release,
  artist: made.artist.wallet,
  salt: made.salt,
  digest: made.digest,
  attempts: 0,
  ...place,
})

export const termsOf = (made: Made, fields: Partial<Terms> = {}): Terms => ({
  artist: made.artist.wallet,
  salt: made.salt,
  manifest: made.digest,
  currency: ZERO_ADDRESS,
  price: 1_000n,
  cap: 0,
  royaltyBps: 500,
  payees: [{ wallet: made.artist.wallet, bps: 9000 }],
  ...fields,
})

const VALID_FROM = GENESIS_TIME - 1000
const VALID_UNTIL = GENESIS_TIME + 1_000_000

export function delegationOf(
  { wallet, key }: Pick<TestArtist, 'wallet' | 'key'>,
  validFrom = VALID_FROM,
  validUntil = VALID_UNTIL,
): Release['artist']['delegation'] {
  const signature = fakeSignature({ wallet, key: bytes32Of(key), validFrom, validUntil })
  return { validFrom, validUntil, signature }
}

type Unsigned = Omit<Delegation, 'signature'>
const fakeSignature = ({ wallet, key, validFrom, validUntil }: Unsigned) =>
  hashOf(`delegation ${wallet} ${key} ${validFrom} ${validUntil}`)

const fakeReleaseId = (artist: Address, salt: Bytes32): ReleaseId =>
  parseReleaseId(toHex(hashOf(`release ${artist} ${salt}`)))
export const fakeEditionId = (terms: Terms): EditionId =>
  parseEditionId(toHex(hashOf(JSON.stringify(termsToJson(terms)))))

/** What happened, before a block gives it a place. */
export type Happening = ChainEvent extends infer E
  ? E extends ChainEvent
    ? Omit<E, 'block' | 'logIndex'>
    : never
  : never

export const minted = (made: Made, fields: Partial<Terms> = {}): Happening => {
  const terms = termsOf(made, fields)
  const { release, artist } = made
  return { kind: 'minted', release, edition: fakeEditionId(terms), artist: artist.wallet, terms }
}

export const revised = ({ release, artist, salt, digest }: Made): Happening => ({
  kind: 'revised',
  release,
  artist: artist.wallet,
  salt,
  manifest: digest,
})

/** A chain in memory. Blocks that replace others have other hashes, also with the same events. */
export class FakeLedger implements Pick<
  Ledger,
  'chain' | 'since' | 'releaseId' | 'editionId' | 'delegated' | 'head' | 'block' | 'events'
> {
  readonly chain = CHAIN
  readonly since = 0
  #blocks: { ref: Block; events: ChainEvent[] }[] = []
  #forks = 0

  constructor() {
    this.mine([])
  }

  /** A block with these events. Gives its number. */
  mine(happenings: readonly Happening[]): number {
    const number = this.#blocks.length
    const hash = digestOf(`block ${number} of fork ${this.#forks}`)
    const events = happenings.map((what, logIndex) => ({ ...what, block: number, logIndex }))
    this.#blocks.push({ ref: { number, hash, time: GENESIS_TIME + number }, events })
    return number
  }

  /** Forgets everything after block `number`. */
  reorganise(number: number): void {
    this.#forks++
    this.#blocks.length = Math.min(this.#blocks.length, Math.max(1, number + 1))
  }

  releaseId(artist: Address, salt: Bytes32) {
    return fakeReleaseId(artist, salt)
  }
  editionId(terms: Terms) {
    return fakeEditionId(terms)
  }
  async delegated({ signature, ...said }: Delegation) {
    return toHex(signature) === toHex(fakeSignature(said))
  }
  async head(): Promise<BlockRef> {
    const last = this.#blocks.at(-1)
    if (!last) throw new Error('a chain has a first block')
    return last.ref
  }
  async block(number: number): Promise<Block | undefined> {
    return this.#blocks[number]?.ref
  }
  async events(from: number, to: number): Promise<ChainEvent[]> {
    return this.#blocks.slice(from, to + 1).flatMap(({ events }) => events)
  }
}

export interface MemoryStore {
  blocks: Blocks
  files: Files
  /** Stores the block of a manifest. */
  putManifest(made: Made): Promise<void>
}

/** Blocks and files of one machine without neighbours. Chunked as the project does (DESIGN §5). */
export function memoryStore(): MemoryStore {
  const store = new MemoryBlockstore()
  const fs = unixfs({ blockstore: store })
  const blocks: Blocks = {
    async get(cid) {
      if (!(await store.has(cid))) throw new UnreachableError(cid.toString())
      return joined(store.get(cid))
    },
    async *getMany(cids) {
      for (const cid of cids) if (await store.has(cid)) yield { cid, bytes: await blocks.get(cid) }
    },
    has: async (cid) => store.has(cid),
    put: async (cid, block) => {
      await store.put(cid, block)
    },
  }
  const files: Files = {
    async add(source) {
      const content = await joined(source)
      const cid = await fs.addBytes(content, {
        cidVersion: 1,
        rawLeaves: true,
        reduceSingleLeafToSelf: true,
        chunker: fixedSize({ chunkSize: 256 * 1024 }),
        layout: balanced({ maxChildrenPerNode: 1024 }),
      })
      return { cid, bytes: content.length }
    },
    async *read(cid, { offset = 0, length } = {}) {
      yield* fs.cat(cid, { offset, ...(length !== undefined && { length }), offline: true })
    },
    size: async (cid) => Number((await fs.stat(cid, { offline: true })).size),
    keep: async (cid) => {
      await fs.stat(cid, { offline: true })
    },
  }
  const putManifest = (made: Made) => blocks.put(cborCidOf(fromHex(made.digest)), made.bytes)
  return { blocks, files, putManifest }
}

async function joined(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = []
  for await (const part of source) parts.push(part)
  return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer())
}

const MAGIC = {
  'audio/flac': [0x66, 0x4c, 0x61, 0x43],
  'audio/mpeg': [0x49, 0x44, 0x33, 0x04],
  'image/png': [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
}

/** Bytes that begin like a file of that format, and are noise after. */
export function mediaBytes(mime: keyof typeof MAGIC, length: number, seed: string): Uint8Array {
  const bytes = new Uint8Array(length)
  let state = new DataView(hashOf(seed).buffer).getUint32(0) | 1
  for (let i = 0; i < length; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    bytes[i] = state
  }
  bytes.set(MAGIC[mime])
  return bytes
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

const LISTENING_BYTES = 300_000
const MASTER_BYTES = 700_000

/** A release whose every byte is in `store`: one track of 20 seconds, a cover, its manifest. */
export async function publishTo(
  store: MemoryStore,
  artist: TestArtist,
  title: string,
  fields: (release: Release) => Partial<Release> = () => ({}),
): Promise<Made> {
  const bytesOf = (mime: keyof typeof MAGIC, length: number, what: string) =>
    mediaBytes(mime, length, `${what} of ${title} by ${artist.name}`)
  const plain = bytesOf('audio/flac', MASTER_BYTES, 'master')
  const master = await store.files.add(once(plain))
  const listening = await store.files.add(once(bytesOf('audio/mpeg', LISTENING_BYTES, 'copy')))
  const artwork = await store.files.add(once(bytesOf('image/png', 5000, 'cover')))
  const track: Track = {
    ...makeTrack(1, title),
    durationMs: 20_000,
    listening: { ...listening, mime: 'audio/mpeg', extent: 'full' },
    master: { ...master, mime: 'audio/flac', sha256: sha256(plain) },
  }
  const { manifest } = await makeManifest(artist, title, {
    tracks: [track],
    artwork: { cid: artwork.cid, mime: 'image/png', width: 500, height: 500, alt: 'a cover' },
  })
  const { release } = manifest
  const made = await signManifest(artist, { ...release, ...fields(release) })
  await store.putManifest(made)
  return made
}
