/**
 * Keeps something whole because the owner of this node wants it, whoever lists it: a manifest with
 * all its files, or one file. Pinned first and fetched then, so that nothing of it is swept on the way.
 */
import * as dagCbor from '@ipld/dag-cbor'
import type { CID } from 'multiformats/cid'
import { filesOf } from '../catalogue/filesOf.ts'
import { decodeManifest } from '../domain/manifest.ts'
import { newsOf } from '../domain/newsOf.ts'
import type { Blocks, Clock, Files, Keeping } from '../domain/ports.ts'

export interface PinPowers {
  blocks: Pick<Blocks, 'get'>
  files: Pick<Files, 'keep' | 'size'>
  pins: Pick<Keeping['pins'], 'add'>
  clock: Clock
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

interface Part {
  cid: CID
  name: string
}

/** Yields before each file and while it comes. What was interrupted stays pinned, and is kept when it comes. */
export async function* pin(
  cid: CID,
  { blocks, files, pins, clock }: PinPowers,
  signal: AbortSignal,
): AsyncGenerator<PinProgress, Pinned> {
  const parts = await partsOf(cid, blocks, signal)
  await pins.add({ cid, files: parts.map((part) => part.cid), at: clock.now() })
  const kept: Pinned['files'] = []
  for (const { cid: part, name } of parts) {
    const bytes = await files.size(part, { signal })
    const progress = (bytesDone: number) => ({ file: name, bytesDone, bytesTotal: bytes })
    yield progress(0)
    yield* newsOf((tell: (news: PinProgress) => void, until) => {
      let done = 0
      const onBytes = (more: number) => tell(progress((done += more)))
      return files.keep(part, { maxBytes: bytes, onBytes, signal: until })
    }, signal)
    yield progress(bytes)
    kept.push({ cid: part.toString(), name, bytes })
  }
  return {
    cid: cid.toString(),
    files: kept,
    bytes: kept.reduce((sum, { bytes }) => sum + bytes, 0),
  }
}

async function partsOf(
  cid: CID,
  blocks: PinPowers['blocks'],
  signal: AbortSignal,
): Promise<Part[]> {
  if (cid.code !== dagCbor.code) return [{ cid, name: cid.toString() }]
  const { release } = decodeManifest(await blocks.get(cid, { signal }))
  return filesOf(release)
}
