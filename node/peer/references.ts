/**
 * Which blocks something refers to. Walked without asking what a link means: every stored block that
 * can hold links is read and its links count, whatever it claims to be. Judging files by their layout
 * here would let one stranger's odd file, read first, hide what another's sound one refers to.
 */
import * as dagCbor from '@ipld/dag-cbor'
import * as dagPb from '@ipld/dag-pb'
import { CID } from 'multiformats/cid'
import { identity } from 'multiformats/hashes/identity'
import { DigestSet } from '../domain/digestSet.ts'
import type { Abortable, Blocks, Stock } from '../domain/ports.ts'

const READ_AT_ONCE = 16

export interface Roots {
  /** What was here whole once: what is missing of it was lost. */
  whole: AsyncIterable<CID>
  other: AsyncIterable<CID>
}

export interface WalkOptions extends Abortable {
  /** Hears how many blocks are referred to so far. */
  onBlocks?: (blocks: number) => void
}

export interface WholeOptions extends Abortable {
  /** Read and hash the leaves, too, instead of only looking for them. */
  checked?: boolean
}

/** Is all of it here, down to the last block? */
export async function isWhole(
  root: CID,
  stock: Pick<Stock, 'peek'>,
  blocks: Pick<Blocks, 'has'>,
  { checked = false, signal }: WholeOptions = {},
): Promise<boolean> {
  // A few blocks that name each other over and over make a file of any length.
  const seen = new Set<string>()
  const open = [root]
  for (let cid = open.pop(); cid; cid = open.pop()) {
    signal?.throwIfAborted()
    if (seen.has(keyOf(cid))) continue
    seen.add(keyOf(cid))
    if (!(await blocks.has(cid))) return false
    const links = LINKS.get(cid.code)
    const block = links || checked ? await stock.peek(cid) : undefined
    if ((links || checked) && !block) return false
    if (links && block) for (const link of links(block)) open.push(link)
  }
  return true
}

export class References {
  /** Two may be taken for one, and what is taken for referred to stays. */
  readonly blocks = new DigestSet()
  /** Of those that can hold links, some that are not here: what they refer to is not known. */
  readonly missing = new DigestSet()
  /** Of what was here whole: what is not, as far as that can be told without a look at the disk. */
  readonly lost: CID[] = []
  /** Whole hashes: whoever could have a node taken for another would have that one's leaves swept. */
  readonly #walked = new Set<string>()
  readonly #stock: Pick<Stock, 'peek' | 'mayHave'>
  readonly #options: WalkOptions
  #isWhole = false

  constructor(stock: Pick<Stock, 'peek' | 'mayHave'>, options: WalkOptions = {}) {
    this.#stock = stock
    this.#options = options
  }

  /** What was whole goes first: what is missing of it counts as lost, whoever else names it. */
  async fromAll({ whole, other }: Roots): Promise<void> {
    this.#isWhole = true
    for await (const root of whole) await this.from(root)
    this.#isWhole = false
    for await (const root of other) await this.from(root)
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
      const isNew = this.blocks.add(cid)
      if (!LINKS.has(cid.code)) {
        if (isNew && this.#isWhole && !this.#stock.mayHave(cid)) this.#lose(cid)
        return false
      }
      const key = keyOf(cid)
      if (this.#walked.has(key)) return false
      this.#walked.add(key)
      return true
    })
  }

  #lose(cid: CID): void {
    // Such a hash is the block itself, which lies nowhere.
    if (cid.multihash.code !== identity.code) this.lost.push(cid)
  }

  async #linksOf(cid: CID): Promise<readonly CID[]> {
    const links = LINKS.get(cid.code)
    if (!links) return []
    const block = await this.#stock.peek(cid)
    if (!block) {
      this.missing.add(cid)
      if (this.#isWhole) this.#lose(cid)
      return []
    }
    try {
      return links(block)
    } catch {
      return [] // it is not what its codec says, so nothing can be asked of it
    }
  }
}

/** With its codec: the same bytes may be named as a record by one and as a file by another. */
const keyOf = ({ code, multihash }: CID): string =>
  `${code} ${String.fromCharCode(...multihash.bytes)}`

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
