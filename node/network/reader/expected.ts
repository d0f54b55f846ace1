/**
 * The border where strangers' blocks come in: each is one that was asked for, and hashes to its CID.
 * Here and nowhere else it is hashed; what has passed is stored and played without a second look.
 */
import type { CID } from 'multiformats/cid'
import * as dagPb from '@ipld/dag-pb'
import type { CarBlock } from '../../domain/car.ts'
import { partsOf, rootOf, type Part } from '../../domain/layout.ts'
import type { PeerName } from '../../domain/ports.ts'
import { matches } from '../matches.ts'
import { FailedSourceError, LyingPeerError, type Span } from './source.ts'

/** Blocks of an answer to a question for `cids`. Throws `LyingPeerError` at the first wrong one. */
export async function* expected(
  answer: AsyncIterable<CarBlock>,
  cids: readonly CID[],
  from: PeerName,
): AsyncGenerator<CarBlock> {
  const left = new Set(cids.map(String))
  for await (const { cid, bytes } of answer) {
    if (!left.delete(cid.toString())) throw new LyingPeerError(from, 'a block nobody asked for')
    yield await checked({ cid, bytes }, from)
  }
}

/**
 * Blocks of an answer to a question for part of a file: each node names those that may follow it.
 * Throws `UnsoundFileError` when the root itself is no file of ours: that is nobody's lie.
 */
export async function* expectedFile(
  answer: AsyncIterable<CarBlock>,
  root: CID,
  { from, to }: Span,
  source: PeerName,
): AsyncGenerator<CarBlock> {
  /** What may come, last one first; where a part begins in the file. */
  const coming: { cid: CID; part?: Part; at: number }[] = [{ cid: root, at: 0 }]
  const seen = new Set<string>()
  /** Whatever belongs to the file, as far as its nodes are here. */
  const parts = new Set<string>()
  for await (const { cid, bytes } of answer) {
    let next = coming.pop()
    // Gateways send each block once, however often the file has it.
    while (next && seen.has(next.cid.toString())) next = coming.pop()
    if (!next?.cid.equals(cid)) {
      if (!parts.has(cid.toString())) throw new LyingPeerError(source, 'a block nobody asked for')
      // A gateway that knows nothing of ranges sends the whole file: no lie, and it may be enough.
      if (!next) return
      throw new FailedSourceError(source, 'it sends other parts of the file')
    }
    seen.add(cid.toString())
    yield await checked({ cid, bytes }, source)
    if (cid.code !== dagPb.code) continue
    let { at } = next
    const below = partsOf(next.part ?? rootOf(cid, bytes), bytes).map((part) => {
      const start = at
      at += part.bytes
      parts.add(part.cid.toString())
      return { cid: part.cid, part, at: start }
    })
    coming.push(...below.filter(({ part, at }) => at < to && at + part.bytes > from).toReversed())
  }
}

async function checked(block: CarBlock, from: PeerName): Promise<CarBlock> {
  if (await matches(block.cid, block.bytes)) return block
  throw new LyingPeerError(from, `other bytes as ${block.cid.toString()}`)
}
