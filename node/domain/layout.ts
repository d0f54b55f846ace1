/**
 * The one shape our files have (DESIGN §5): leaves of 256 KiB, at most 1024 links a node, all leaves
 * at the same depth. So a file's length decides its whole tree, and whatever else claims to be a
 * file is refused node by node: trees that go round in circles, links to nothing, millions of
 * leaves behind a few bytes.
 */
import * as dagPb from '@ipld/dag-pb'
import { UnixFS } from 'ipfs-unixfs'
import type { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { sha256 } from 'multiformats/hashes/sha2'
import { UnsoundFileError } from './errors.ts'

export const LEAF_BYTES = 256 * 1024
export const MAX_LINKS = 1024
/** 1024 links of about 50 bytes each, and their lengths. */
const MAX_NODE_BYTES = 96 * 1024
/** More than any release has, and safe to add up. */
const MAX_FILE_BYTES = 2 ** 48

/** A part of a file: a leaf (height 0), or a node above leaves. `bytes` of the file lie below it. */
export interface Part {
  cid: CID
  height: number
  bytes: number
}

/** What the file's own CID stands for; a leaf's length is known only once it is here. */
export function rootOf(cid: CID, block: Uint8Array): Part {
  refuseForeign(cid, cid)
  if (cid.code === raw.code) {
    if (block.length > LEAF_BYTES) refuse(cid, 'its only leaf is too large')
    return { cid, height: 0, bytes: block.length }
  }
  const bytes = unixfsOf(cid, block).reduce((sum, size) => sum + size, 0)
  if (bytes > MAX_FILE_BYTES) refuse(cid, 'it claims to be larger than any file')
  if (bytes <= LEAF_BYTES) refuse(cid, 'one leaf would hold it')
  return { cid, height: heightFor(bytes), bytes }
}

/** The parts right below a node, in order. `block` is the node's own. */
export function partsOf({ cid, height, bytes }: Part, block: Uint8Array): Part[] {
  const stated = unixfsOf(cid, block)
  const links = dagPb.decode(block).Links
  const sizes = sizesBelow(bytes, height)
  if (links.length !== sizes.length || stated.some((size, i) => size !== sizes[i])) {
    refuse(cid, 'its parts are not cut as ours are')
  }
  return links.map(({ Hash }, i) => {
    refuseForeign(cid, Hash)
    const isLeaf = Hash.code === raw.code
    if (isLeaf !== (height === 1)) refuse(cid, 'its leaves lie at different depths')
    return { cid: Hash, height: height - 1, bytes: sizes[i] ?? 0 }
  })
}

/** A leaf that is here, as long as its place in the file says. */
export function checkLeaf({ cid, bytes }: Part, block: Uint8Array): Uint8Array {
  if (block.length !== bytes) refuse(cid, `it holds ${block.length} bytes, not ${bytes}`)
  return block
}

function heightFor(bytes: number): number {
  let height = 0
  for (let holds = LEAF_BYTES; holds < bytes; holds *= MAX_LINKS) height += 1
  return height
}

/** How a node of that height cuts its bytes: all parts full but the last. */
function sizesBelow(bytes: number, height: number): number[] {
  const full = LEAF_BYTES * MAX_LINKS ** (height - 1)
  const count = Math.ceil(bytes / full)
  return Array.from({ length: count }, (_, i) => Math.min(full, bytes - i * full))
}

/** The lengths a node states for its parts. */
function unixfsOf(cid: CID, block: Uint8Array): number[] {
  if (block.length > MAX_NODE_BYTES) refuse(cid, 'a node of it is too large')
  try {
    const { Data, Links } = dagPb.decode(block)
    if (!Data || Links.length > MAX_LINKS) throw new Error('no UnixFS node of ours')
    const { type, data, blockSizes } = UnixFS.unmarshal(Data)
    if (type !== 'file' || (data && data.length > 0)) throw new Error(`a ${type}, not a file`)
    if (blockSizes.length !== Links.length) throw new Error('lengths and links differ in number')
    if (blockSizes.some((size) => size > BigInt(MAX_FILE_BYTES)))
      throw new Error('lengths too large')
    return blockSizes.map(Number)
  } catch (cause) {
    throw new UnsoundFileError(cid.toString(), 'a node of it is not UnixFS as ours is', { cause })
  }
}

/** Only raw and dag-pb by whole sha2-256: anything else could never be held and checked. */
function refuseForeign(file: CID, { code, multihash }: CID): void {
  const known = code === raw.code || code === dagPb.code
  const whole = multihash.code === sha256.code && multihash.digest.length === 32
  if (!known || !whole) refuse(file, 'it links to a kind of block we do not keep')
}

function refuse(cid: CID, why: string): never {
  throw new UnsoundFileError(cid.toString(), why)
}
