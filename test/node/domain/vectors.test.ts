/** The golden vectors, read as another implementation would: from the files alone. */
import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { CarReader } from '@ipld/car'
import * as noble from '@noble/ed25519'
import { MemoryBlockstore } from 'blockstore-core'
import { verifyTypedData } from 'ethers'
import { base64 } from 'multiformats/bases/base64'
import { CID } from 'multiformats/cid'
import * as v from 'valibot'
import { checkAnnouncement, signAnnouncement } from '../../../node/announce/announcements.ts'
import { sign, verify } from '../../../node/crypto/ed25519.ts'
import { cidOfBlock, sha256 } from '../../../node/crypto/hash.ts'
import {
  decodeAnnouncement,
  encodeAnnouncementBody,
  type AnnouncementBody,
} from '../../../node/domain/announcement.ts'
import { InvalidAnnouncementError, InvalidManifestError } from '../../../node/domain/errors.ts'
import { fromHex, parseAddress, parseBytes32, toHex, type Hex } from '../../../node/domain/ids.ts'
import {
  checkRelease,
  decodeManifest,
  encodeManifest,
  encodeRelease,
} from '../../../node/domain/manifest.ts'
import { parseTerms, splitOf, termsToJson } from '../../../node/domain/terms.ts'
import { decodeHave, decodeWants, encodeHave, encodeWants } from '../../../node/domain/wants.ts'
import { buildDraft } from '../../../node/ingest/draft.ts'
import { signedByAccount } from '../../../node/ledger/delegation.ts'
import { releaseIdOf as lightReleaseIdOf } from '../../../node/crypto/releaseId.ts'
import { editionIdOf, releaseIdOf } from '../../../node/ledger/releases.ts'
import { UnixfsFiles } from '../../../node/network/unixfsFiles.ts'
import { blocksOf } from '../../support/network.ts'
import { patternOf, vectors, zerosOf } from '../../../scripts/vectors.ts'
import { cidOf } from '../../support/manifests.ts'

const folder = new URL('../../vectors/', import.meta.url)

const hex = v.pipe(
  v.string(),
  v.regex(/^0x([0-9a-f]{2})*$/),
  v.transform((text) => text as Hex),
)
const amount = v.pipe(
  v.string(),
  v.regex(/^\d+$/),
  v.transform((text) => BigInt(text)),
)

async function read<S extends v.GenericSchema>(name: string, schema: S): Promise<v.InferOutput<S>> {
  return v.parse(schema, JSON.parse(await readFile(new URL(name, folder), 'utf8')))
}

/** What DAG-JSON says: the other direction of what the vectors were written with. */
function fromDagJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromDagJson)
  if (typeof value !== 'object' || value === null) return value
  const { '/': special, ...others } = v.parse(v.record(v.string(), v.unknown()), value)
  if (typeof special === 'string') return CID.parse(special)
  if (special !== undefined) {
    return base64.decode(`m${v.parse(v.object({ bytes: v.string() }), special).bytes}`)
  }
  return Object.fromEntries(Object.entries(others).map(([key, each]) => [key, fromDagJson(each)]))
}

const flipped = (bytes: Uint8Array, at: number) =>
  bytes.map((byte, i) => (i === at ? byte ^ 0x01 : byte))

const separated = (purpose: string, record: Uint8Array) =>
  Uint8Array.from(Buffer.concat([Buffer.from(`megabox/${purpose}/1\0`), record]))

describe('golden vectors', () => {
  it('are those that the code makes today, no more and no fewer', async () => {
    const made = await vectors()
    assert.deepEqual((await readdir(folder)).toSorted(), Object.keys(made).toSorted())
    for (const [name, text] of Object.entries(made)) {
      assert.equal(await readFile(new URL(name, folder), 'utf8'), text, name)
    }
  })

  describe('of a manifest', () => {
    const Vector = v.object({
      seed: hex,
      publicKey: hex,
      release: v.unknown(),
      releaseCbor: hex,
      signature: hex,
      block: hex,
      cid: v.string(),
    })
    let vector: v.InferOutput<typeof Vector>
    before(async () => {
      vector = await read('manifest.json', Vector)
    })

    it('give from the fields the bytes, the signature, the block and the CID', async () => {
      const release = checkRelease(fromDagJson(vector.release))
      const record = encodeRelease(release)
      assert.equal(toHex(record), vector.releaseCbor)
      const signature = await sign('manifest', record, fromHex(vector.seed))
      assert.equal(toHex(signature), vector.signature)
      const block = encodeManifest({ release, signature })
      assert.equal(toHex(block), vector.block)
      assert.equal(cidOfBlock(block).toString(), vector.cid)
    })

    it('give from the block the fields and a signature that anyone can verify', async () => {
      const { release, signature } = decodeManifest(fromHex(vector.block))
      assert.deepEqual(release, fromDagJson(vector.release))
      const message = separated('manifest', fromHex(vector.releaseCbor))
      assert.equal(await noble.verifyAsync(signature, message, fromHex(vector.publicKey)), true)
      assert.equal(toHex(release.artist.key), vector.publicKey)
    })

    it('are refused with any one byte changed: by form, or else by the signature', async () => {
      const block = fromHex(vector.block)
      for (let at = 0; at < block.length; at++) {
        const sound = await isSound(flipped(block, at))
        assert.equal(sound, false, `byte ${at}`)
      }
      assert.equal(await isSound(block), true)
    })

    const isSound = async (block: Uint8Array): Promise<boolean> => {
      try {
        const { release, signature } = decodeManifest(block)
        return await verify('manifest', encodeRelease(release), signature, release.artist.key)
      } catch (error) {
        assert.ok(error instanceof InvalidManifestError)
        return false
      }
    }
  })

  describe('of an announcement', () => {
    const Vector = v.object({
      seed: hex,
      body: v.unknown(),
      bodyCbor: hex,
      signature: hex,
      message: hex,
    })
    let vector: v.InferOutput<typeof Vector>
    before(async () => {
      vector = await read('announcement.json', Vector)
    })

    it('give from the fields the bytes, the signature and the message', async () => {
      // What it is not, decoding the message below would refuse.
      const body = fromDagJson(vector.body) as AnnouncementBody
      assert.equal(toHex(encodeAnnouncementBody(body)), vector.bodyCbor)
      assert.equal(toHex(await signAnnouncement(body, fromHex(vector.seed))), vector.message)
    })

    it('give from the message the fields and a signature that anyone can verify', async () => {
      const { signature, ...body } = decodeAnnouncement(fromHex(vector.message))
      assert.deepEqual(body, fromDagJson(vector.body))
      assert.equal(toHex(signature), vector.signature)
      const message = separated('announcement', fromHex(vector.bodyCbor))
      assert.equal(await noble.verifyAsync(signature, message, body.key), true)
    })

    it('are refused with any one byte changed', async () => {
      const message = fromHex(vector.message)
      await assert.doesNotReject(checkAnnouncement(message))
      for (let at = 0; at < message.length; at++) {
        await assert.rejects(
          checkAnnouncement(flipped(message, at)),
          InvalidAnnouncementError,
          `byte ${at}`,
        )
      }
    })
  })

  it('of terms give the edition, there and back, and another for other terms', async () => {
    const Vector = v.object({
      editions: v.pipe(v.array(v.object({ terms: v.unknown(), edition: hex })), v.minLength(3)),
    })
    const { editions } = await read('editions.json', Vector)
    for (const { terms: json, edition } of editions) {
      const terms = parseTerms(json)
      assert.equal(editionIdOf(terms), edition)
      assert.deepEqual(termsToJson(terms), json)
      assert.notEqual(editionIdOf({ ...terms, price: terms.price ^ 1n }), edition)
      assert.notEqual(editionIdOf({ ...terms, cap: terms.cap === 0 ? 1 : terms.cap - 1 }), edition)
      const salt = parseBytes32(toHex(flipped(fromHex(terms.salt), 31)))
      assert.notEqual(editionIdOf({ ...terms, salt }), edition)
    }
  })

  it('of chain, contract, artist and salt give the release, and each of them matters', async () => {
    const Vector = v.object({
      releases: v.pipe(
        v.array(
          v.object({ chainId: v.number(), contract: hex, artist: hex, salt: hex, release: hex }),
        ),
        v.minLength(3),
      ),
    })
    const { releases } = await read('releases.json', Vector)
    for (const each of releases) {
      const chain = { id: each.chainId, contract: parseAddress(each.contract) }
      const [artist, salt] = [parseAddress(each.artist), parseBytes32(each.salt)]
      assert.equal(releaseIdOf(chain, artist, salt), each.release)
      assert.equal(lightReleaseIdOf(chain, artist, salt), each.release)
      const otherWallet = parseAddress(toHex(flipped(fromHex(artist), 0)))
      const otherSalt = parseBytes32(toHex(flipped(fromHex(salt), 0)))
      for (const id of [
        releaseIdOf({ ...chain, id: chain.id + 1 }, artist, salt),
        releaseIdOf({ ...chain, contract: otherWallet }, artist, salt),
        releaseIdOf(chain, otherWallet, salt),
        releaseIdOf(chain, artist, otherSalt),
      ]) {
        assert.notEqual(id, each.release)
      }
    }
  })

  it('of a delegation verify as plain EIP-712, and not with a byte changed', async () => {
    const Vector = v.object({
      chainId: v.number(),
      contract: hex,
      wallet: hex,
      key: hex,
      validFrom: v.number(),
      validUntil: v.number(),
      signature: hex,
    })
    const vector = await read('delegation.json', Vector)
    const { chainId, contract, wallet, key, validFrom, validUntil } = vector
    const domain = { name: 'MegaBox', version: '1', chainId, verifyingContract: contract }
    const types = {
      ManifestKey: [
        { name: 'ed25519Key', type: 'bytes32' },
        { name: 'wallet', type: 'address' },
        { name: 'validFrom', type: 'uint64' },
        { name: 'validUntil', type: 'uint64' },
      ],
    }
    const value = { ed25519Key: key, wallet, validFrom, validUntil }
    assert.equal(verifyTypedData(domain, types, value, vector.signature).toLowerCase(), wallet)

    const chain = { id: chainId, contract: parseAddress(contract) }
    const signature = fromHex(vector.signature)
    const said = { wallet: parseAddress(wallet), key: parseBytes32(key), validFrom, validUntil }
    assert.equal(signedByAccount({ ...said, signature }, chain), true)
    for (let at = 0; at < signature.length; at++) {
      const word = { ...said, signature: flipped(signature, at) }
      assert.equal(signedByAccount(word, chain), false, `byte ${at}`)
    }
    assert.equal(signedByAccount({ ...said, signature }, { ...chain, id: 1 }), false)
  })

  it('of a sale give every share, and the shares what was paid', async () => {
    const Vector = v.object({
      splits: v.pipe(
        v.array(
          v.object({
            paid: amount,
            host: hex,
            payees: v.array(v.object({ wallet: hex, bps: v.number() })),
            hostAmount: amount,
            artistSide: amount,
            amounts: v.array(amount),
          }),
        ),
        v.minLength(20),
      ),
    })
    const { splits } = await read('splits.json', Vector)
    for (const { paid, host, payees, hostAmount, artistSide, amounts } of splits) {
      const among = payees.map(({ wallet, bps }) => ({ wallet: parseAddress(wallet), bps }))
      const split = splitOf(paid, among, parseAddress(host))
      assert.deepEqual([split.host, split.artistSide], [hostAmount, artistSide])
      assert.deepEqual(
        split.payees.map((each) => each.amount),
        amounts,
      )
      assert.equal(
        amounts.reduce((sum, each) => sum + each, hostAmount),
        paid,
      )
    }
  })

  it('of a salt are the hash over the hashes of the masters, in their order', async () => {
    const { masters, salt } = await read(
      'salt.json',
      v.object({ masters: v.array(hex), salt: hex }),
    )
    const over = (hashes: readonly Hex[]) => toHex(sha256(Buffer.concat(hashes.map(fromHex))))
    assert.equal(over(masters), salt)
    assert.notEqual(over(masters.toReversed()), salt)
    const songs = masters.map((master, i) => ({
      ...{ path: `${i + 1}.flac`, mime: 'audio/flac' as const, durationMs: 1 },
      tags: { track: i + 1, genres: [] },
      stored: { cid: cidOf(master), bytes: 1, sha256: Uint8Array.from(fromHex(master)) },
    }))
    const draft = buildDraft(
      songs,
      { artist: 'Ada', title: 'Night Ferry' },
      { refused: [], warnings: [] },
    )
    assert.equal(toHex(draft.salt), salt)
  })

  it('of an exchange are read as another reader of CARs reads them', async () => {
    const Vector = v.object({
      blocks: v.array(v.object({ cid: v.string(), bytes: hex })),
      root: v.string(),
      car: hex,
      wants: v.array(v.string()),
      body: hex,
      batch: hex,
      held: v.array(v.boolean()),
      have: hex,
    })
    const vector = await read('exchange.json', Vector)
    const bytesOf = new Map(vector.blocks.map(({ cid, bytes }) => [cid, bytes]))
    const contents = async (car: Hex) => {
      const reader = await CarReader.fromBytes(fromHex(car))
      const cids = []
      for await (const { cid, bytes } of reader.blocks()) {
        assert.equal(toHex(bytes), bytesOf.get(cid.toString()))
        assert.equal(toHex(cid.multihash.digest), toHex(sha256(bytes)))
        cids.push(cid.toString())
      }
      return { roots: (await reader.getRoots()).map(String), cids }
    }
    const all = vector.blocks.map(({ cid }) => cid)
    assert.deepEqual(await contents(vector.car), { roots: [vector.root], cids: all })
    const had = vector.wants.filter((_, i) => vector.held[i])
    assert.deepEqual(await contents(vector.batch), { roots: [], cids: had })

    assert.deepEqual(decodeWants(fromHex(vector.body)).map(String), vector.wants)
    assert.equal(toHex(encodeWants(vector.wants.map((cid) => CID.parse(cid)))), vector.body)
    assert.deepEqual(decodeHave(fromHex(vector.have), vector.held.length), vector.held)
    assert.equal(toHex(encodeHave(vector.held)), vector.have)
  })

  describe('of chunking', () => {
    const File = v.object({ bytes: v.number(), cid: v.string() })
    const Vector = v.object({ files: v.array(File), zeros: v.array(File) })
    let vector: v.InferOutput<typeof Vector>
    before(async () => {
      vector = await read('chunking.json', Vector)
    })

    const filesHere = () =>
      new UnixfsFiles(blocksOf(new MemoryBlockstore()), new MemoryBlockstore())

    it('give the CID of every length, also where a leaf, a node and a level begin', async () => {
      const files = filesHere()
      for (const { bytes, cid } of vector.files) {
        const added = await files.add(patternOf(bytes))
        assert.deepEqual([added.cid.toString(), added.bytes], [cid, bytes])
      }
      for (const { bytes, cid } of vector.zeros) {
        assert.equal((await files.add(zerosOf(bytes))).cid.toString(), cid)
      }
    }).timeout(60_000)

    it('give the same CID however the bytes arrive', async () => {
      for (const { bytes, cid } of vector.files.filter((file) => file.bytes < 1_100_000)) {
        const whole = await collected(patternOf(bytes))
        const inPieces = async function* () {
          for (let at = 0; at < whole.length; at += 100_003) yield whole.subarray(at, at + 100_003)
        }
        assert.equal((await filesHere().add(inPieces())).cid.toString(), cid)
      }
    })

    it('give another CID with a byte changed', async () => {
      for (const { bytes, cid } of vector.files) {
        if (bytes === 0 || bytes > 1_100_000) continue
        const changed = flipped(await collected(patternOf(bytes)), bytes - 1)
        const one = async function* () {
          yield changed
        }
        assert.notEqual((await filesHere().add(one())).cid.toString(), cid)
      }
    })

    it('lead back to the bytes', async () => {
      const store = new MemoryBlockstore()
      const files = new UnixfsFiles(blocksOf(store), store)
      for (const { bytes, cid } of vector.files.filter((file) => file.bytes < 1_100_000)) {
        await files.add(patternOf(bytes))
        const back = await collected(files.read(CID.parse(cid)))
        assert.ok(Buffer.from(await collected(patternOf(bytes))).equals(back), `${bytes}`)
        assert.equal(await files.size(CID.parse(cid)), bytes)
      }
    })
  })
})

async function collected(
  parts: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<Uint8Array<ArrayBuffer>> {
  const all: Uint8Array[] = []
  for await (const part of parts) all.push(part)
  return Uint8Array.from(Buffer.concat(all))
}
