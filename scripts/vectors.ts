/**
 * Golden vectors for whoever writes another implementation: fixed inputs, and what comes of them,
 * in `test/vectors/*.json`. Run it to write them; with --check it only says which are stale.
 *
 * JSON has no bytes and no CIDs, so records are shown as DAG-JSON: `{"/": {"bytes": "<base64>"}}`
 * and `{"/": "<CID>"}`. Everything else is hex with 0x, or decimal text where numbers are large.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { MemoryBlockstore } from 'blockstore-core'
import { MemoryDatastore } from 'datastore-core'
import { base64 } from 'multiformats/bases/base64'
import { CID } from 'multiformats/cid'
import {
  ChainLedger,
  cidOfBlock,
  createExchange,
  createNetwork,
  decodeAnnouncement,
  encodeAnnouncementBody,
  encodeCanonical,
  encodeRelease,
  encodeWants,
  Endpoint,
  fromHex,
  parseAddress,
  parseBytes32,
  publicKeyOf,
  readWallet,
  sha256,
  signAnnouncement,
  signerOf,
  SignerPurse,
  signManifest,
  splitOf,
  termsToJson,
  toHex,
  UnreachableError,
  ZERO_ADDRESS,
  bytes32Of,
  type Address,
  type ReleaseBody,
  type Terms,
} from '../node/index.ts'

const address = (digits: string) => parseAddress(`0x${digits.repeat(20)}`)
const word = (digits: string) => parseBytes32(`0x${digits.repeat(32)}`)
const utf8 = (text: string) => new TextEncoder().encode(text)

const CHAIN = { id: 31337, genesis: word('9e'), contract: address('c0') }
const SEED = fromHex(word('5e'))
/** A private key of no worth: everyone can read it here. */
const PRIVATE_KEY = word('a1')

/** No question is ever sent there: ids and signatures are made without the chain. */
const endpoint = new Endpoint('http://127.0.0.1:9', CHAIN)
const ledger = new ChainLedger(endpoint, CHAIN.contract)
const purse = await SignerPurse.open(signerOf(readWallet(PRIVATE_KEY), endpoint), ledger.chain)
const key = await publicKeyOf(SEED)
const delegation = await purse.delegate(bytes32Of(key))
endpoint.close()

const plain = ['first song', 'second song'].map((song) => sha256(utf8(song)))
const salt = sha256(Uint8Array.from(plain.flatMap((hash) => [...hash])))

const fileCid = (name: string) => CID.createV1(0x55, cidOfBlock(utf8(name)).multihash)

const BODY: ReleaseBody = {
  salt,
  title: 'Nächtliche Fähre',
  kind: 'ep',
  date: '2024-02-29',
  genres: ['Dub', 'Ambient'],
  licence: 'CC-BY-4.0',
  artwork: { cid: fileCid('cover'), mime: 'image/png', width: 1500, height: 1500, alt: 'A quay.' },
  tracks: plain.map((hash, i) => ({
    disc: 1,
    number: i + 1,
    title: ['Slack Water', 'Ebb 🌊'][i] ?? '',
    durationMs: 181_000 + i,
    ...(i === 0 && { isrc: 'DEA612600001', loudnessCentiLufs: -1432 }),
    listening: { cid: fileCid(`copy ${i}`), mime: 'audio/mpeg', bytes: 4_000_000, extent: 'full' },
    master: { cid: fileCid(`master ${i}`), mime: 'audio/flac', bytes: 20_000_000, sha256: hash },
  })),
}

const signed = await signManifest(
  BODY,
  'Ada',
  { secret: SEED, public: key, delegation },
  ledger.chain,
)

async function manifestVector() {
  const { release, signature } = signed.manifest
  return {
    about:
      'A manifest. `release` as canonical dag-cbor is `releaseCbor`; the ed25519 key of `seed` signs ' +
      'the bytes "megabox/manifest/1", a zero byte, then `releaseCbor`; {release, signature} as ' +
      'canonical dag-cbor is `block`, and `cid` its CID. A byte changed anywhere must be refused.',
    seed: toHex(SEED),
    publicKey: toHex(key),
    release: dagJson(release),
    releaseCbor: toHex(encodeRelease(release)),
    signature: toHex(signature),
    block: toHex(signed.block),
    cid: signed.cid.toString(),
  }
}

async function announcementVector() {
  const body = {
    v: 1 as const,
    chain: CHAIN.id,
    contract: fromHex(CHAIN.contract),
    artist: fromHex(purse.address),
    salt,
    edition: fromHex(ledger.editionId(TERMS)),
    manifest: signed.cid,
    key,
  }
  const message = await signAnnouncement(body, SEED)
  return {
    about:
      'An announcement. `body` as canonical dag-cbor is `bodyCbor`; the ed25519 key of `seed` signs ' +
      'the bytes "megabox/announcement/1", a zero byte, then `bodyCbor`; the body and its ' +
      'signature in one map is `message`. A byte changed anywhere must be refused.',
    seed: toHex(SEED),
    body: dagJson(body),
    bodyCbor: toHex(encodeAnnouncementBody(body)),
    signature: toHex(decodeAnnouncement(message).signature),
    message: toHex(message),
  }
}

const TERMS: Terms = {
  artist: purse.address,
  salt: bytes32Of(salt),
  manifest: signed.digest,
  currency: ZERO_ADDRESS,
  price: 10_000_000_000_000_000n,
  cap: 0,
  royaltyBps: 500,
  payees: [{ wallet: purse.address, bps: 9000 }],
}

const editionsVector = () => ({
  about:
    'Terms and their edition id: keccak256(abi.encode(terms)), with terms as (address artist, ' +
    'bytes32 salt, bytes32 manifest, address currency, uint256 price, uint32 cap, uint16 ' +
    'royaltyBps, (address wallet, uint16 bps)[] payees).',
  editions: [
    TERMS,
    { ...TERMS, price: 0n, cap: 2 ** 32 - 1, royaltyBps: 0 },
    {
      ...TERMS,
      currency: address('70'),
      price: 2n ** 256n - 1n,
      royaltyBps: 2500,
      payees: [
        { wallet: address('b1'), bps: 8998 },
        { wallet: address('b2'), bps: 1 },
        { wallet: address('b3'), bps: 1 },
      ],
    },
  ].map((terms) => ({ terms: termsToJson(terms), edition: ledger.editionId(terms) })),
})

const RELEASES: readonly [number, Address, Address, string][] = [
  [CHAIN.id, CHAIN.contract, purse.address, toHex(salt)],
  [1, CHAIN.contract, purse.address, toHex(salt)],
  [8453, address('01'), address('02'), word('00')],
]

const releasesVector = () => ({
  about:
    'Release ids: keccak256(abi.encode(uint256 chainId, address contract, address artist, bytes32 salt)).',
  releases: RELEASES.map(([id, contract, artist, saltHex]) => {
    const chain = new ChainLedger(new Endpoint(undefined, { ...CHAIN, id }), contract)
    const release = chain.releaseId(artist, parseBytes32(saltHex))
    return { chainId: id, contract, artist, salt: saltHex, release }
  }),
})

const delegationVector = () => ({
  about:
    'A wallet’s word for an ed25519 key: EIP-712, domain (name MegaBox, version 1, chainId, ' +
    'verifyingContract), type ManifestKey(bytes32 ed25519Key,address wallet,uint64 validFrom,' +
    'uint64 validUntil). Signed as RFC 6979 has it, so that it is the same every time.',
  privateKey: PRIVATE_KEY,
  chainId: CHAIN.id,
  contract: CHAIN.contract,
  wallet: delegation.wallet,
  key: delegation.key,
  validFrom: delegation.validFrom,
  validUntil: delegation.validUntil,
  signature: toHex(delegation.signature),
})

const splitsVector = () => ({
  about:
    'Who gets what of one sale. The host gets floor(paid / 10), or nothing when it is the zero ' +
    'address; the rest is the artist’s side; payee i gets floor(side * bps / 9000), and payee 0 ' +
    'also what rounding leaves.',
  splits: [0n, 1n, 9n, 10n, 99n, 10_007n, 10n ** 18n + 1n, 2n ** 128n - 1n].flatMap((paid) =>
    [
      { host: address('f0'), bps: [9000] },
      { host: address('f0'), bps: [3001, 2999, 3000] },
      { host: ZERO_ADDRESS, bps: [1, 8999] },
    ].map(({ host, bps }) => {
      const payees = bps.map((each, i) => ({ wallet: address(`b${i}`), bps: each }))
      const split = splitOf(paid, payees, host)
      return {
        paid: paid.toString(),
        host,
        payees,
        hostAmount: split.host.toString(),
        artistSide: split.artistSide.toString(),
        amounts: split.payees.map(({ amount }) => amount.toString()),
      }
    }),
  ),
})

const saltVector = () => ({
  about:
    'The salt of a release: sha2-256 over the sha2-256 hashes of its masters’ plain bytes, in the ' +
    'order of the tracks, one after another.',
  masters: plain.map(toHex),
  salt: toHex(salt),
})

const LEAF = 256 * 1024
const SIZES = [0, 1, LEAF - 1, LEAF, LEAF + 1, 4 * LEAF + 1, 64 * 4 * LEAF + 1]
/** More leaves than one node may link to. */
const ZEROS = 1024 * LEAF + 1

async function chunkingVector() {
  await using network = await createNetwork({
    ...{ listen: [], transports: [], encrypters: [], gossip: false },
    ...{ blockstore: new MemoryBlockstore(), datastore: new MemoryDatastore() },
  })
  const cidOf = async (source: AsyncIterable<Uint8Array>) =>
    (await network.files.add(source)).cid.toString()
  const files = []
  for (const bytes of SIZES) files.push({ bytes, cid: await cidOf(patternOf(bytes)) })
  return {
    about:
      'UnixFS files: CIDv1, raw leaves of 262144 bytes, balanced, at most 1024 links a node, ' +
      'sha2-256; a file of one leaf is that leaf. `files` hold a pattern: x starts at 0, and for ' +
      'each byte x = (x * 1664525 + 1013904223) mod 2^32, the byte being x div 2^24. `zeros` holds ' +
      'zeros, in leaves enough for a second level.',
    files,
    zeros: [{ bytes: ZEROS, cid: await cidOf(zerosOf(ZEROS)) }],
  }
}

/** The pattern that `chunking.json` describes, a leaf at a time. */
export async function* patternOf(bytes: number): AsyncGenerator<Uint8Array> {
  let x = 0
  for (let left = bytes; left > 0; left -= LEAF) {
    const part = new Uint8Array(Math.min(left, LEAF))
    for (let i = 0; i < part.length; i++) {
      x = (Math.imul(x, 1664525) + 1013904223) | 0
      part[i] = x >>> 24
    }
    yield part
  }
}

export async function* zerosOf(bytes: number): AsyncGenerator<Uint8Array> {
  const leaf = new Uint8Array(LEAF)
  for (let left = bytes; left > 0; left -= LEAF) yield leaf.subarray(0, Math.min(left, LEAF))
}

/** A block that links to two others, and what an exchange says of them. */
async function exchangeVector() {
  const leaves = ['first', 'second'].map((word) => ({ cid: fileCid(word), bytes: utf8(word) }))
  const listed = encodeCanonical(leaves.map(({ cid }) => cid))
  const root = { cid: cidOfBlock(listed), bytes: listed }
  const stored = new Map([root, ...leaves].map(({ cid, bytes }) => [cid.toString(), bytes]))
  const exchange = createExchange({
    blocks: {
      get: async (cid) => {
        const block = stored.get(cid.toString())
        if (!block) throw new UnreachableError(cid.toString())
        return block
      },
      has: async (cid) => stored.has(cid.toString()),
    },
  })
  const wants = [...leaves.toReversed().map(({ cid }) => cid), fileCid('missing'), root.cid]
  const said = async (path: string, init?: RequestInit) => {
    const response = await exchange(new Request(`http://peer${path}`, init))
    return toHex(new Uint8Array(await response.arrayBuffer()))
  }
  const body = encodeWants(wants)
  const asking = {
    ...{ method: 'POST', body },
    headers: { 'content-type': 'application/vnd.ipld.dag-cbor' },
  }
  return {
    about:
      'What an exchange says that holds `blocks`. `car` is GET /ipfs/{root}?format=car. `body` is ' +
      '`wants` as canonical dag-cbor; POST /api/v1/blocks answers it with `batch`, a CAR without ' +
      'roots of those that are held, in the order asked; POST /api/v1/have with `have`, canonical ' +
      'dag-cbor of `held`.',
    blocks: [...stored].map(([cid, bytes]) => ({ cid, bytes: toHex(bytes) })),
    root: root.cid.toString(),
    car: await said(`/ipfs/${root.cid.toString()}?format=car`),
    wants: wants.map(String),
    body: toHex(body),
    batch: await said('/api/v1/blocks', asking),
    held: [true, true, false, true],
    have: await said('/api/v1/have', asking),
  }
}

/** DAG-JSON of a record. */
function dagJson(value: unknown): unknown {
  const cid = CID.asCID(value)
  if (cid) return { '/': cid.toString() }
  if (value instanceof Uint8Array) return { '/': { bytes: base64.encode(value).slice(1) } }
  if (Array.isArray(value)) return value.map(dagJson)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, dagJson(each)]))
}

/** Every file of `test/vectors`, by name, as it should be. */
export async function vectors(): Promise<Record<string, string>> {
  const made = {
    announcement: await announcementVector(),
    chunking: await chunkingVector(),
    delegation: delegationVector(),
    editions: editionsVector(),
    exchange: await exchangeVector(),
    manifest: await manifestVector(),
    releases: releasesVector(),
    salt: saltVector(),
    splits: splitsVector(),
  }
  return Object.fromEntries(
    Object.entries(made).map(([name, vector]) => [
      `${name}.json`,
      `${JSON.stringify(vector, undefined, 2)}\n`,
    ]),
  )
}

if (import.meta.main) {
  const check = process.argv.includes('--check')
  for (const [name, text] of Object.entries(await vectors())) {
    const file = new URL(`../test/vectors/${name}`, import.meta.url)
    if (!check) {
      await writeFile(file, text)
    } else if (text !== (await readFile(file, 'utf8').catch(() => ''))) {
      console.error(`test/vectors/${name} is stale. Run: node scripts/vectors.ts`)
      process.exitCode = 1
    }
  }
}
