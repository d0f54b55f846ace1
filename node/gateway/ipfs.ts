/**
 * `/ipfs/{cid}`: the bytes of listed releases, streamed as they are verified. They share the
 * page's origin, so nothing here may ever run: only what the first bytes prove to be a song or a
 * picture has a type, the rest is a download (DESIGN §8).
 */
import type { CID } from 'multiformats/cid'
import type { ListedFile } from '../domain/catalogue.ts'
import { NotServedError, UnreachableError } from '../domain/errors.ts'
import { parseCid } from './cidInPath.ts'
import { namesTag } from './etag.ts'
import { fileAnswer, lasting, RENDERED, type FileAnswer } from './fileAnswer.ts'
import { refuseServiceWorker } from './inert.ts'
import type { GatewayPowers } from './powers.ts'
import { pulled } from './pulled.ts'
import { parseRange, type ByteRange } from './range.ts'
import type { Route } from './route.ts'
import { createSniffer } from './sniffer.ts'

type Powers = Pick<GatewayPowers, 'index' | 'files' | 'pinned'>
type Served = Pick<ListedFile, 'cid' | 'bytes' | 'name'>

export function ipfs(powers: Powers): Route {
  const typeOf = createSniffer(powers.files)
  return async (request, { cid: text = '' }) => {
    refuseServiceWorker(request)
    const file = await servedFile(parseCid(text), powers, request.signal)
    const cid = file.cid.toString()
    const { etag } = lasting(cid)
    if (namesTag(request.headers.get('if-none-match'), etag)) {
      return new Response(null, { status: 304, headers: { ...RENDERED, ...lasting(cid) } })
    }
    const range = request.method === 'GET' ? rangeOf(request, etag, file.bytes) : 'whole'
    const mime = range === 'unsatisfiable' ? undefined : await typeOf(file.cid, request.signal)
    const query = new URL(request.url).searchParams
    const head = fileAnswer({ ...file, cid, mime }, range, query)
    if (range === 'unsatisfiable') return new Response(null, head)
    return send(request, file, { range, head, files: powers.files })
  }
}

/** `/ipfs/{cid}/...`: releases name files, never folders, so nothing is ever below one. */
export const belowIpfs: Route = async (request) => {
  throw new NotServedError(new URL(request.url).pathname.slice(0, 200))
}

async function servedFile(cid: CID, powers: Powers, signal: AbortSignal): Promise<Served> {
  const listed = await powers.index.file(cid)
  if (listed) return listed
  if (!(await powers.pinned(cid))) throw new NotServedError(cid.toString())
  return { cid, bytes: await powers.files.size(cid, { signal }), name: cid.toString() }
}

/** If-Range holds only for this very tag; with any other, or a date, the whole file is meant. */
function rangeOf(request: Request, etag: string, size: number) {
  const condition = request.headers.get('if-range')
  const holds = condition === null || condition.trim() === etag
  return parseRange(holds ? request.headers.get('range') : null, size)
}

interface Sending {
  range: ByteRange | 'whole'
  head: FileAnswer
  files: Pick<GatewayPowers['files'], 'read'>
}

async function send(request: Request, file: Served, { range, head, files }: Sending) {
  const { start, end } = range === 'whole' ? { start: 0, end: file.bytes - 1 } : range
  const length = end - start + 1
  const empty = request.method === 'HEAD' || length === 0
  const body = empty
    ? null
    : await pulled(
        (signal) =>
          exactly(length, files.read(file.cid, { offset: start, length, signal }), file.cid),
        { signal: request.signal },
      )
  return new Response(body, head)
}

/** A manifest may lie about a length. The answer never does: it breaks off instead. */
async function* exactly(
  length: number,
  source: AsyncGenerator<Uint8Array>,
  cid: CID,
): AsyncGenerator<Uint8Array> {
  let left = length
  for await (const chunk of source) {
    const part = chunk.subarray(0, left)
    left -= part.length
    if (part.length > 0) yield part
    if (left === 0) return
  }
  throw new UnreachableError(cid.toString())
}
