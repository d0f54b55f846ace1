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

/** The first piece of the answer, with the first of the bytes; the rest follow. */
export interface OpenedFile {
  file: AnsweredFile
  range: ByteRange | 'whole' | 'unsatisfiable'
  first: Uint8Array<ArrayBuffer>
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
  const opened = { file: { cid: question.cid, bytes, mime, name: question.cid }, range }
  if (range === 'unsatisfiable') {
    yield { ...opened, first: new Uint8Array() }
    return
  }
  const { start, end } = range === 'whole' ? { start: 0, end: bytes - 1 } : range
  const body = files.read(cid, { offset: start, length: end - start + 1, signal })
  // Together: one message less before the first note, and no good news before there is some.
  const step = await body.next()
  yield { ...opened, first: step.done === true ? new Uint8Array() : step.value.slice() }
  yield* body
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
