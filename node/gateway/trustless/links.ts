/**
 * What hangs below a block, in order: everything it links to, or only what it takes to read it as
 * one file (or a part of it) or one folder. Any UnixFS will do, not only files as we cut them. The
 * blocks are checked against their CIDs, but what they say may be made up.
 */
import * as dagCbor from '@ipld/dag-cbor'
import * as dagPb from '@ipld/dag-pb'
import { UnixFS } from 'ipfs-unixfs'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { UnwalkableError } from '../errors.ts'
import type { ByteRange } from '../range.ts'

/** Codecs in which nothing can be a link: raw, cbor, json. */
const LINKLESS = [raw.code, 0x51, 0x0200]

/** A link of a file, and which of its bytes lie below: from `start` up to and without `end`. */
export interface Span {
  cid: CID
  start: number
  end: number
}

/** Every link of the block, in any codec of ours. */
export function linksOf(cid: CID, block: Uint8Array): CID[] {
  if (LINKLESS.includes(cid.code)) return []
  return reading(cid, () => {
    if (cid.code === dagPb.code) return dagPb.decode(block).Links.map(({ Hash }) => Hash)
    if (cid.code === dagCbor.code) return cidsIn(dagCbor.decode(block))
    throw new Error(`codec 0x${cid.code.toString(16)} is not known here`)
  })
}

/** The links to read it as one file or folder. What is neither is entire without any. */
export function entityLinksOf(cid: CID, block: Uint8Array): CID[] {
  const node = unixfsOf(cid, block)
  if (!node) return []
  const { entry, links } = node
  if (isFile(entry)) return links.map(({ Hash }) => Hash)
  if (entry.type !== 'hamt-sharded-directory') return []
  // A shard's links begin with its slot in hex; those with nothing behind it are further shards.
  const slot = (Number(entry.fanout ?? 256n) - 1).toString(16).length
  return links.filter(({ Name }) => Name?.length === slot).map(({ Hash }) => Hash)
}

/** How many bytes it has, read as a file; undefined for what is none. */
export function fileSizeOf(cid: CID, block: Uint8Array): number | undefined {
  if (cid.code === raw.code) return block.length
  const entry = unixfsOf(cid, block)?.entry
  return entry && isFile(entry) ? Number(entry.fileSize()) : undefined
}

/** The links of a file's node that begins at byte `at`, with their places. */
export function spansOf(cid: CID, block: Uint8Array, at: number): Span[] {
  const { entry, links = [] } = unixfsOf(cid, block) ?? {}
  if (!entry) return []
  if (!isFile(entry) || entry.blockSizes.length !== links.length) {
    throw new UnwalkableError(cid.toString(), 'its lengths do not say where its bytes are')
  }
  let start = at + (entry.data?.length ?? 0)
  return links.map(({ Hash }, i) => {
    const end = start + Number(entry.blockSizes[i])
    const span = { cid: Hash, start, end }
    start = end
    return span
  })
}

export const meets = ({ start, end }: Omit<Span, 'cid'>, range: ByteRange): boolean =>
  start <= range.end && end > range.start

export const liesIn = ({ start, end }: Omit<Span, 'cid'>, range: ByteRange): boolean =>
  start >= range.start && end <= range.end + 1

const isFile = ({ type }: UnixFS): boolean => type === 'file' || type === 'raw'

/** Undefined for blocks that are no UnixFS at all. */
function unixfsOf(cid: CID, block: Uint8Array) {
  if (cid.code !== dagPb.code) return undefined
  const { Data, Links } = reading(cid, () => dagPb.decode(block))
  try {
    return Data && { entry: UnixFS.unmarshal(Data), links: Links }
  } catch {
    return undefined // dag-pb may hold other things
  }
}

/** In the order they are written. */
function cidsIn(value: unknown): CID[] {
  const cid = CID.asCID(value)
  if (cid) return [cid]
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return []
  return Object.values(value).flatMap(cidsIn)
}

function reading<Result>(cid: CID, read: () => Result): Result {
  try {
    return read()
  } catch (cause) {
    throw new UnwalkableError(cid.toString(), 'it is not what its CID says', { cause })
  }
}
