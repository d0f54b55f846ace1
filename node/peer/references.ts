/**
 * Which blocks something refers to. Walked without asking what a link means: every stored block that
 * can hold links is read and its links count, whatever it claims to be. Judging files by their layout
 * here would let one stranger's odd file, read first, hide what another's sound one refers to.
 */
import * as dagCbor from '@ipld/dag-cbor'
import * as dagPb from '@ipld/dag-pb'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { DigestSet } from '../domain/digestSet.ts'
import type { Abortable, Blocks, Stock } from '../domain/ports.ts'

const READ_AT_ONCE = 16

export interface References {
  blocks: DigestSet
  /** Of those that can hold links, some that are not here: what they refer to is not known. */
  missing: DigestSet
}

export interface WalkOptions extends Abortable {
  /** Hears how many blocks are referred to so far. */
  onBlocks?: (blocks: number) => void
}

export async function references(
  roots: AsyncIterable<CID>,
  stock: Pick<Stock, 'peek'>,
  options: WalkOptions = {},
): Promise<References> {
  const walk = new Walk(stock, options)
  for await (const root of roots) await walk.from(root)
  return walk
}

/** Is all of it here, down to the last block? */
export async function isWhole(
  root: CID,
  stock: Pick<Stock, 'peek'>,
  blocks: Pick<Blocks, 'has'>,
): Promise<boolean> {
  const open = [root]
  for (let cid = open.pop(); cid; cid = open.pop()) {
    if (!(await blocks.has(cid))) return false
    const links = LINKS.get(cid.code)
    const block = links && (await stock.peek(cid))
    if (links && !block) return false
    if (links && block) open.push(...links(block))
  }
  return true
}

class Walk implements References {
  readonly blocks = new DigestSet()
  readonly missing = new DigestSet()
  /** By codec: the same bytes may be named as a record by one and as a file by another. */
  readonly #walked = new Map<number, DigestSet>()
  readonly #stock: Pick<Stock, 'peek'>
  readonly #options: WalkOptions

  constructor(stock: Pick<Stock, 'peek'>, options: WalkOptions) {
    this.#stock = stock
    this.#options = options
  }

  async from(root: CID): Promise<void> {
    let open = this.#note([root])
    while (open.length > 0) {
      this.#options.signal?.throwIfAborted()
      this.#options.onBlocks?.(this.blocks.size)
      const some = open.splice(-READ_AT_ONCE)
      const below = await Promise.all(some.map((cid) => this.#linksOf(cid)))
      open = [...open, ...below.flatMap((links) => this.#note(links))]
    }
  }

  /** Those of them that have to be read. */
  #note(cids: readonly CID[]): CID[] {
    return cids.filter((cid) => {
      this.blocks.add(cid)
      return cid.code !== raw.code && this.#walkedAs(cid.code).add(cid)
    })
  }

  #walkedAs(codec: number): DigestSet {
    const known = this.#walked.get(codec)
    if (known) return known
    const made = new DigestSet()
    if (LINKS.has(codec)) this.#walked.set(codec, made)
    return made
  }

  async #linksOf(cid: CID): Promise<readonly CID[]> {
    const links = LINKS.get(cid.code)
    if (!links) return []
    const block = await this.#stock.peek(cid)
    if (!block) {
      this.missing.add(cid)
      return []
    }
    try {
      return links(block)
    } catch {
      return [] // it is not what its codec says, so nothing can be asked of it
    }
  }
}

const LINKS = new Map<number, (block: Uint8Array) => readonly CID[]>([
  [dagPb.code, (block) => dagPb.decode(block).Links.map(({ Hash }) => Hash)],
  [dagCbor.code, (block) => linksWithin(dagCbor.decode(block))],
])

function linksWithin(record: unknown): CID[] {
  const links: CID[] = []
  const open = [record]
  while (open.length > 0) {
    const value = open.pop()
    const cid = CID.asCID(value)
    if (cid) links.push(cid)
    else if (typeof value === 'object' && value && !(value instanceof Uint8Array)) {
      const within: unknown[] = Object.values(value)
      // One by one: a hostile list is longer than a call may have arguments.
      for (const each of within) open.push(each)
    }
  }
  return links
}
