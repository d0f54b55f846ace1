/** What a file really is, by its first bytes; remembered, since a CID's bytes never change. */
import type { CID } from 'multiformats/cid'
import { SNIFF_BYTES, sniff, type MediaMime } from '../domain/media.ts'
import type { Files } from '../domain/ports.ts'

/** `start`: its first bytes, where they are at hand. */
export type Sniffer = (
  cid: CID,
  signal: AbortSignal,
  start?: Uint8Array,
) => Promise<MediaMime | undefined>

/** Undefined for everything that is neither a song nor a picture of ours. */
export function createSniffer(
  files: Pick<Files, 'read'>,
  { remember = 1024 }: { remember?: number } = {},
): Sniffer {
  const known = new Map<string, MediaMime | undefined>()
  return async (cid, signal, start) => {
    const key = cid.toString()
    const look = async () => sniff(enough(start) ?? (await startOf(files, cid, signal)))
    const mime = known.has(key) ? known.get(key) : await look()
    // A map keeps the order of insertion: what was used last goes to the end, the first is oldest.
    known.delete(key)
    known.set(key, mime)
    for (const oldest of known.keys()) {
      if (known.size <= remember) break
      known.delete(oldest)
    }
    return mime
  }
}

/** Players ask for the first two bytes alone; those say nothing of the rest. */
const enough = (start?: Uint8Array): Uint8Array | undefined =>
  start && start.length >= SNIFF_BYTES ? start.subarray(0, SNIFF_BYTES) : undefined

async function startOf(
  files: Pick<Files, 'read'>,
  cid: CID,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const start: number[] = []
  for await (const chunk of files.read(cid, { offset: 0, length: SNIFF_BYTES, signal })) {
    start.push(...chunk.subarray(0, SNIFF_BYTES - start.length))
    if (start.length === SNIFF_BYTES) break
  }
  return Uint8Array.from(start)
}
