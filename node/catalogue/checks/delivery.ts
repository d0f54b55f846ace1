/**
 * Are the bytes really there, and are they what the manifest says? "Origin is not existence": each
 * file is measured, its first bytes looked at, and a few leaves at random places fetched.
 */
import type { CID } from 'multiformats/cid'
import type { Release } from '../../domain/manifest.ts'
import { isAudio, isImage, sniff, SNIFF_BYTES } from '../../domain/media.ts'
import type { Files } from '../../domain/ports.ts'
import { abortable } from '../abortable.ts'
import { BINARY, filesOf, type NamedFile } from '../filesOf.ts'
import { firstReason } from './firstReason.ts'
import type { Check, Subject } from './check.ts'

const RANDOM_LEAVES = 2
/** Whoever makes a UnixFS file says how long it is: no store and no language needs to count further. */
const MAX_BYTES = 2 ** 48

/** Is each file as long as claimed? Must run before what looks at lengths. */
export const lengths: Check = (subject, { files }) =>
  firstReason(filesOf(subject.manifest.release), async ({ cid, bytes, name }) => {
    const { signal } = subject
    const found = await abortable(files.size(cid, { signal }), signal)
    if (!Number.isSafeInteger(found) || found < 0 || found > MAX_BYTES) {
      return `length: "${name}" says that it has ${found} bytes`
    }
    subject.lengths.set(cid.toString(), found)
    return bytes === undefined || bytes === found
      ? undefined
      : `length: "${name}" has ${found} bytes, not ${bytes}`
  })

/** Does each song and the cover begin as files of their format do? */
export const magic: Check = ({ manifest, signal }, { files }) =>
  firstReason(mediaOf(manifest.release), async ({ cid, begins, name }) => {
    const start = await readSome(files, cid, { offset: 0, length: SNIFF_BYTES, signal })
    return begins(start) ? undefined : `magic: "${name}" does not begin like its format`
  })

/** Do the bytes exist that nobody has asked for yet? */
export const leaves: Check = (subject, { files }) =>
  firstReason(filesOf(subject.manifest.release), async ({ cid, name }) => {
    for (const offset of offsetsIn(cid, subject)) {
      const { signal } = subject
      const found = await readSome(files, cid, { offset, length: 1, signal })
      if (found.length === 0) return `leaves: "${name}" has no byte at ${offset}`
    }
    return undefined
  })

function offsetsIn(cid: CID, { lengths, chance }: Subject): number[] {
  const key = cid.toString()
  const bytes = lengths.get(key) ?? 0
  if (bytes === 0) return []
  return Array.from({ length: RANDOM_LEAVES }, (_, n) => Math.floor(chance(key, n) * bytes))
}

type Media = NamedFile & { begins: (start: Uint8Array) => boolean }

function mediaOf(release: Release): Media[] {
  const sealed = new Set(
    release.tracks.flatMap(({ master }) => (master.sealed ? [master.cid.toString()] : [])),
  )
  return filesOf(release).flatMap((file) => {
    const { cid, mime } = file
    if (mime === BINARY && sealed.has(cid.toString())) return [{ ...file, begins: isAge }]
    if (!isAudio(mime) && !isImage(mime)) return []
    return [{ ...file, begins: (start: Uint8Array) => sniff(start) === mime }]
  })
}

/** The first line of an age file, as far as `SNIFF_BYTES` go. */
const AGE = new TextEncoder().encode('age-encryption.org/v1').subarray(0, SNIFF_BYTES)
const isAge = (start: Uint8Array): boolean => AGE.every((byte, i) => byte === start[i])

async function readSome(
  files: Pick<Files, 'read'>,
  cid: CID,
  { signal, ...range }: { offset: number; length: number; signal: AbortSignal },
): Promise<Uint8Array> {
  const chunks = files.read(cid, { ...range, signal })
  const parts: number[] = []
  try {
    for (;;) {
      const next = await abortable(chunks.next(), signal)
      if (next.done || parts.length >= range.length) return Uint8Array.from(parts)
      parts.push(...next.value.subarray(0, range.length))
    }
  } finally {
    // A generator that hangs would keep `return` waiting, too.
    void chunks.return(undefined).catch(() => undefined)
  }
}
