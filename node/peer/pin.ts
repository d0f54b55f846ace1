/**
 * Keeps something whole because the owner of this node wants it, whoever lists it: a manifest with
 * all its files, or one file. Pinned first and fetched then, so that nothing of it is swept on the way.
 */
import * as dagCbor from '@ipld/dag-cbor'
import type { CID } from 'multiformats/cid'
import { filesOf } from '../catalogue/filesOf.ts'
import { decodeManifest } from '../domain/manifest.ts'
import { newsOf } from '../domain/newsOf.ts'
import type { Blocks, Clock, FetchOptions, Files, Keeping } from '../domain/ports.ts'

export interface PinPowers {
  blocks: Pick<Blocks, 'get'>
  files: Pick<Files, 'keep' | 'size'>
  pins: Pick<Keeping['pins'], 'add' | 'complete'>
  clock: Clock
  /** Has a sweep under way leave what these refer to. */
  spare: (roots: readonly CID[]) => Promise<void>
}

export interface PinProgress {
  file: string
  bytesDone: number
  bytesTotal: number
}

export interface Pinned {
  cid: string
  files: { cid: string; name: string; bytes: number }[]
  bytes: number
}

export interface Part {
  cid: CID
  name: string
  /** What the manifest claims: a file that claims more is another. */
  bytes?: number
}

/** Yields before each file and while it comes. What was interrupted stays pinned, and is kept when it comes. */
export async function* pin(
  cid: CID,
  { blocks, files, pins, clock, spare }: PinPowers,
  signal: AbortSignal,
): AsyncGenerator<PinProgress, Pinned> {
  const parts = await partsOf(cid, blocks, { signal })
  const wanted = parts.map((part) => part.cid)
  await pins.add({ cid, files: wanted, at: clock.now() })
  await spare([cid, ...wanted])
  const kept: Pinned['files'] = []
  for (const { cid: part, name, bytes: most = Infinity } of parts) {
    const bytes = await files.size(part, { signal })
    const progress = (bytesDone: number) => ({ file: name, bytesDone, bytesTotal: bytes })
    yield progress(0)
    yield* newsOf((tell: (news: PinProgress) => void, until) => {
      let done = 0
      const onBytes = (more: number) => tell(progress((done += more)))
      return files.keep(part, { maxBytes: Math.min(bytes, most), onBytes, signal: until })
    }, signal)
    yield progress(bytes)
    kept.push({ cid: part.toString(), name, bytes })
  }
  await pins.complete(cid)
  return {
    cid: cid.toString(),
    files: kept,
    bytes: kept.reduce((sum, { bytes }) => sum + bytes, 0),
  }
}

/** The files that a pin of `cid` stands for. */
export async function partsOf(
  cid: CID,
  blocks: PinPowers['blocks'],
  options: FetchOptions,
): Promise<Part[]> {
  if (cid.code !== dagCbor.code) return [{ cid, name: cid.toString() }]
  const { release } = decodeManifest(await blocks.get(cid, options))
  return filesOf(release)
}
