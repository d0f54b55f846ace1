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
  files: Pick<Reader['files'], 'open'>
  typeOf: Sniffer
}

export async function* openFile(
  { files, typeOf }: FilePowers,
  question: FileQuestion,
  signal: AbortSignal,
): AsyncGenerator<OpenedFile | Uint8Array> {
  const cid = cidOf(question.cid)
  const file = await files.open(cid, { offset: startIn(question.range), signal })
  const { bytes } = file
  const range = parseRange(question.range, bytes)
  if (range === 'unsatisfiable') {
    const mime = await typeOf(cid, signal)
    yield { file: { cid: question.cid, bytes, mime, name: question.cid }, range, first: NONE }
    return
  }
  const { start, end } = range === 'whole' ? { start: 0, end: bytes - 1 } : range
  const pieces = oneAhead(file.read(start, end + 1))
  try {
    // Together: one message less before the first note, and no good news before there is some.
    const step = await pieces.next()
    const first = step.done === true ? NONE : step.value
    const mime = await typeOf(cid, signal, start === 0 ? first : undefined)
    const about = { cid: question.cid, bytes, mime, name: question.cid }
    yield { file: about, range, first: first.slice() }
    yield* pieces
  } finally {
    await pieces.return(undefined)
  }
}

const NONE = new Uint8Array()

/** Where such a range begins, as far as that can be said before the length is known. */
function startIn(range: string | null): number {
  const [, start = '0'] = /^bytes=(\d{1,15})-/.exec(range ?? '') ?? []
  return Number(start)
}

/** The next piece is got while the one before is on its way. */
async function* oneAhead(
  source: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array, undefined> {
  try {
    for (let coming = source.next(); ;) {
      const step = await coming
      if (step.done === true) return undefined
      coming = source.next()
      coming.catch(() => undefined) // it is awaited in its turn, or the listener has left
      yield step.value
    }
  } finally {
    await source.return(undefined)
  }
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
