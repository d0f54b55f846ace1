/**
 * `/ipfs/{cid}` of this page: what its peer has checked, in the range that was asked for, one piece
 * when the listener's browser wants one. When the page that answers is closed, the next goes on
 * where it stopped.
 */
import {
  errorBody,
  fileAnswer,
  MegaboxError,
  UnreachableError,
  UsageError,
} from '../../../node/index.ts'
import { openFile, type FileQuestion, type OpenedFile } from '../peer/openFile.ts'
import { PeerGoneError } from '../peer/wire.ts'
import { INERT_ERROR } from './inert.ts'
import { ownReader } from './ownReader.ts'
import { answerer } from './way.ts'

type Pieces = AsyncGenerator<OpenedFile | Uint8Array>

/** How often the one who answers may change during one request. */
const MAX_CHANGES = 20

export async function ipfs(request: Request): Promise<Response> {
  const url = new URL(request.url)
  const cid = url.pathname.slice('/ipfs/'.length)
  const left = new AbortController()
  request.signal.addEventListener('abort', () => left.abort())
  try {
    const range = request.method === 'GET' ? request.headers.get('range') : null
    const pieces = steady({ cid, range }, left.signal)
    const first = await pieces.next()
    if (first.done === true || first.value instanceof Uint8Array) throw new UnreachableError(cid)
    const opened = first.value
    const head = fileAnswer(opened.file, opened.range, url.searchParams)
    const empty = request.method === 'HEAD' || head.status === 416 || opened.file.bytes === 0
    if (!empty) return new Response(bodyOf(opened.first, pieces, left), head)
    left.abort()
    await pieces.return(undefined)
    return new Response(null, head)
  } catch (thrown) {
    left.abort()
    return refusal(thrown)
  }
}

function bodyOf(
  first: Uint8Array,
  pieces: Pieces,
  left: AbortController,
): ReadableStream<Uint8Array> {
  let ready: Uint8Array | undefined = first
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const step = ready ? { value: ready } : await pieces.next()
        ready = undefined
        if (step.value instanceof Uint8Array) controller.enqueue(step.value)
        else controller.close()
      },
      async cancel() {
        left.abort()
        await pieces.return(undefined)
      },
    },
    // Nothing is fetched before it is wanted, so nothing is queued behind a seek.
    { highWaterMark: 0 },
  )
}

/** The file's head once, then its bytes, whoever gives them and however often that changes. */
async function* steady(question: FileQuestion, signal: AbortSignal): Pieces {
  let opened: OpenedFile | undefined
  let at = 0
  for (let changes = 0; ; changes++) {
    try {
      for await (const piece of await source(goingOn(question, opened, at), signal)) {
        const bytes = piece instanceof Uint8Array ? piece : piece.first
        at += bytes.length
        if (opened) yield bytes
        else if (!(piece instanceof Uint8Array)) yield (opened = piece)
      }
      return
    } catch (error) {
      if (!(error instanceof PeerGoneError) || changes === MAX_CHANGES) throw error
    }
  }
}

function goingOn(question: FileQuestion, opened: OpenedFile | undefined, at: number): FileQuestion {
  if (!opened || opened.range === 'unsatisfiable') return question
  const { start, end } =
    opened.range === 'whole' ? { start: 0, end: opened.file.bytes - 1 } : opened.range
  return { ...question, range: `bytes=${start + at}-${end}` }
}

async function source(question: FileQuestion, signal: AbortSignal): Promise<Pieces> {
  signal.throwIfAborted()
  const asker = await answerer(signal)
  if (asker) return asker.stream<OpenedFile | Uint8Array>('open', question, signal)
  return openFile(await ownReader(), question, signal)
}

const STATUS: Readonly<Record<string, number>> = { UsageError: 400, UnsoundFileError: 422 }

function refusal(thrown: unknown): Response {
  const known = thrown instanceof MegaboxError ? thrown : new UnreachableError('this song')
  const status = thrown instanceof UsageError ? 400 : (STATUS[known.name] ?? 503)
  return new Response(JSON.stringify(errorBody(known)), { status, headers: INERT_ERROR })
}
