/** One answer to `/ipfs/{cid}`, wherever it is made: what the file is, then its bytes in order. */
import { CID } from 'multiformats/cid'
import {
  parseRange,
  UsageError,
  type AnsweredFile,
  type ByteRange,
  type Reader,
  type Sniffer,
} from '../../../node/index.ts'

export interface FileQuestion {
  cid: string
  /** The `Range` header, if any. */
  range: string | null
}

/** The first piece of the answer; the bytes follow. */
export interface OpenedFile {
  file: AnsweredFile
  range: ByteRange | 'whole' | 'unsatisfiable'
}

export interface FilePowers {
  files: Pick<Reader['files'], 'read' | 'size'>
  typeOf: Sniffer
}

export async function* openFile(
  { files, typeOf }: FilePowers,
  question: FileQuestion,
  signal: AbortSignal,
): AsyncGenerator<OpenedFile | Uint8Array> {
  const cid = cidOf(question.cid)
  const bytes = await files.size(cid, { signal })
  const mime = await typeOf(cid, signal)
  const range = parseRange(question.range, bytes)
  yield { file: { cid: question.cid, bytes, mime, name: question.cid }, range }
  if (range === 'unsatisfiable') return
  const { start, end } = range === 'whole' ? { start: 0, end: bytes - 1 } : range
  yield* files.read(cid, { offset: start, length: end - start + 1, signal })
}

/** Throws `UsageError` for what is no CID in its usual form. */
export function cidOf(text: string): CID {
  try {
    const cid = CID.parse(text)
    if (cid.toString() === text) return cid
  } catch {
    // Said below.
  }
  throw new UsageError('That is no fingerprint of a file.', 'Open the song from its release.')
}
