/** A small shop for the gateway's tests: real formats and ids, everything in memory. */
import { CID } from 'multiformats/cid'
import * as Digest from 'multiformats/hashes/digest'
import { Directory } from '../../../node/catalogue/directory.ts'
import { cidOfBlock, sha256 } from '../../../node/crypto/hash.ts'
import type { Entry, ListedFile } from '../../../node/domain/catalogue.ts'
import { UnreachableError } from '../../../node/domain/errors.ts'
import { bytes32Of, fromHex, parseAddress, ZERO_ADDRESS } from '../../../node/domain/ids.ts'
import type { Address, EditionId, Hex, ReleaseId } from '../../../node/domain/ids.ts'
import type { Index, ReadOptions } from '../../../node/domain/ports.ts'
import { createGateway } from '../../../node/gateway/gateway.ts'
import type { Caller, GatewayOptions, GatewayPowers } from '../../../node/gateway/powers.ts'

export const ARTIST = parseAddress(`0x${'a1'.repeat(20)}`)
export const CONTRACT = parseAddress(`0x${'c0'.repeat(20)}`)
export const TOKEN = 'a-secret-from-run-json'

const RAW = 0x55
const encoder = new TextEncoder()

export const cidOf = (bytes: Uint8Array): CID =>
  CID.createV1(RAW, Digest.create(0x12, sha256(bytes)))

/** `fLaC` and then bytes that differ everywhere, so that a wrong offset shows. */
export function flacLike(length: number): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff)
  bytes.set(encoder.encode('fLaC').subarray(0, length))
  return bytes
}

export interface Song {
  title: string
  bytes?: Uint8Array
  mime?: string
  durationMs?: number
  extent?: 'full' | 'preview'
  lyrics?: string
  credits?: { name: string; role: string }[]
  explicit?: boolean
}

export interface Made {
  title: string
  artist?: string
  songs?: Song[]
  priceWei?: bigint
  closed?: boolean
  retired?: boolean
  cover?: Uint8Array
  wallet?: Address
  genres?: string[]
  sold?: number
  /** Anything else of its manifest. */
  more?: Partial<Entry['manifest']['release']>
}

/** What a visitor can reach: `put` a release, and its files are there. */
export function createShop({ chunk = 64 }: { chunk?: number } = {}) {
  const files = new Map<string, { bytes: Uint8Array; listed?: ListedFile }>()
  const entries: Entry[] = []
  /** What `read` was asked and how it ended, to be looked at by tests. */
  const reads: { offset: number; length: number; chunks: number; ended: boolean }[] = []

  function store(bytes: Uint8Array, listed?: Omit<ListedFile, 'cid' | 'bytes'>): CID {
    const cid = cidOf(bytes)
    files.set(cid.toString(), {
      bytes,
      ...(listed && { listed: { ...listed, cid, bytes: bytes.length } }),
    })
    return cid
  }

  function put(made: Made): Entry {
    const id = bytes32Of(sha256(encoder.encode(`${made.title} ${entries.length}`)))
    // A test's ids only have to look like ids.
    const release = id as string as ReleaseId
    const entry = entryOf(made, release, (bytes, mime, name) =>
      store(bytes, { release, mime, name }),
    )
    entry.place = { block: entries.length + 1, logIndex: 0 }
    entries.unshift(entry)
    directory.poke()
    return entry
  }

  const index: Pick<Index, 'file' | 'release' | 'search' | 'recent' | 'boughtLately' | 'verdict'> =
    {
      file: async (cid) => files.get(cid.toString())?.listed,
      release: async (wanted) => entries.find(({ release }) => release === wanted),
      search: async (query, { limit = 24, cursor = '0' } = {}) => {
        const found = entries.filter(({ manifest }) =>
          `${manifest.release.title} ${manifest.release.artist.name}`
            .toLowerCase()
            .includes(query.toLowerCase()),
        )
        const from = Number(cursor)
        const more = from + limit < found.length
        return {
          entries: found.slice(from, from + limit),
          ...(more && { cursor: `${from + limit}` }),
        }
      },
      recent: async () => [],
      boughtLately: async (limit) =>
        entries
          .filter(({ sold }) => sold > 0)
          .toSorted((a, b) => b.sold - a.sold)
          .slice(0, limit),
      verdict: async () => undefined,
    }
  // A clock that stands still: it is made again whenever something was put.
  const directory = new Directory({ index }, () => 0)

  const powers: GatewayPowers = {
    index,
    directory,
    async *searchPeers() {
      yield* []
      return { asked: 0, answered: 0 }
    },
    files: {
      size: async (cid) => fileOf(cid).length,
      async *read(cid, options: ReadOptions = {}) {
        const bytes = fileOf(cid)
        const { offset = 0, length = bytes.length - offset } = options
        const read = { offset, length, chunks: 0, ended: false }
        reads.push(read)
        try {
          for (let at = offset; at < Math.min(offset + length, bytes.length); at += chunk) {
            options.signal?.throwIfAborted()
            read.chunks += 1
            yield bytes.slice(at, Math.min(at + chunk, offset + length))
          }
        } finally {
          read.ended = true
        }
      },
    },
    blocks: {
      get: async (cid) => fileOf(cid),
      has: async (cid) => files.has(cid.toString()),
    },
    pinned: async () => false,
    storehouse: {
      collect: async () => ({}),
      async *pin() {
        yield { blocks: 1 }
        return {}
      },
      keep: async (bytes) => store(bytes),
      unpin: async () => false,
      pins: async () => [],
    },
    chain: { id: 31337, contract: CONTRACT },
    ready: () => true,
    status: async () => ({ peer: 'me' }),
    peers: async () => ({ peers: [] }),
    rpc: async () => '0x1',
    asset: async () => undefined,
    // Drawing is the dapp's, and proved in test/web: here is what it is given to draw.
    render: async (page) => JSON.stringify(page),
    draft: async function* () {
      yield {}
      return {}
    },
    acceptManifest: async (bytes) => ({ cid: cidOfBlock(bytes) }),
    announce: async () => undefined,
    catchUp: async () => undefined,
  }

  function fileOf(cid: CID): Uint8Array {
    const file = files.get(cid.toString())
    if (!file) throw new UnreachableError(cid.toString())
    return file.bytes
  }

  return { put, store, files, entries, reads, powers }
}

export type Ask = (path: string, init?: RequestInit & { caller?: Caller }) => Promise<Response>

/** The gateway over some powers, asked by path as a visitor of http://localhost would. */
export function asker(powers: GatewayPowers, options: GatewayOptions = {}): Ask {
  const gateway = createGateway(powers, { token: TOKEN, ...options })
  return (path, { caller = { remote: 'loopback' as const }, ...init } = {}) =>
    gateway(new Request(`http://localhost:4180${path}`, init), caller)
}

/** What every JSON error looks like. */
export async function codeOf(response: Response): Promise<string> {
  const { error } = (await response.json()) as { error: { code: string } }
  return error.code
}

const bytesOf = (hex: Hex) => Uint8Array.from(fromHex(hex))

type Keep = (bytes: Uint8Array, mime: string, name: string) => CID

function entryOf(made: Made, release: ReleaseId, keep: Keep): Entry {
  const salt = bytes32Of(sha256(encoder.encode(made.title)))
  const { wallet = ARTIST, genres = [] } = made
  const songs = made.songs ?? [{ title: made.title }]
  const manifest: Entry['manifest'] = {
    release: {
      version: 1,
      chain: { id: 31337, contract: bytesOf(CONTRACT) },
      artist: {
        wallet: bytesOf(wallet),
        name: made.artist ?? 'Nadia Voss',
        key: new Uint8Array(32),
        delegation: { validFrom: 0, validUntil: 0, signature: new Uint8Array(65) },
      },
      salt: bytesOf(salt),
      title: made.title,
      kind: songs.length > 1 ? 'album' : 'single',
      genres,
      ...(made.cover && {
        artwork: {
          cid: keep(made.cover, 'image/png', 'cover.png'),
          mime: 'image/png',
          width: 64,
          height: 64,
          alt: '',
        },
      }),
      tracks: songs.map((song, i) => trackOf(song, i + 1, keep)),
      ...made.more,
    },
    signature: new Uint8Array(64),
  }
  const block = encoder.encode(`manifest of ${release}`)
  return {
    release,
    artist: wallet,
    salt,
    place: { block: 1, logIndex: 0 },
    cid: keep(block, 'application/vnd.ipld.dag-cbor', 'manifest.cbor'),
    manifest,
    editions: [
      {
        // As above: it only has to look like one.
        edition: bytes32Of(sha256(block)) as string as EditionId,
        closed: made.closed ?? false,
        block: 1,
        logIndex: 0,
        terms: {
          artist: wallet,
          salt,
          manifest: bytes32Of(sha256(block)),
          currency: ZERO_ADDRESS,
          price: made.priceWei ?? 0n,
          cap: 0,
          royaltyBps: 0,
          payees: [{ wallet, bps: 9000 }],
        },
      },
    ],
    sold: made.sold ?? 0,
    retired: made.retired ?? false,
  }
}

function trackOf(song: Song, number: number, keep: Keep) {
  const bytes = song.bytes ?? flacLike(500 + number)
  const mime = song.mime ?? 'audio/flac'
  const copy = { cid: keep(bytes, mime, `${song.title}.flac`), mime, bytes: bytes.length }
  return {
    disc: 1,
    number,
    title: song.title,
    durationMs: song.durationMs ?? 180_000,
    listening: { ...copy, extent: song.extent ?? ('full' as const) },
    ...(song.lyrics !== undefined && {
      lyrics: keep(encoder.encode(song.lyrics), 'text/plain', `${song.title}.txt`),
    }),
    ...(song.credits && { credits: song.credits }),
    ...(song.explicit !== undefined && { explicit: song.explicit }),
    master: { ...copy, sha256: sha256(bytes) },
  }
}
