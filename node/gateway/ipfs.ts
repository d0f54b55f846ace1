/**
 * `/ipfs/{cid}`: the bytes of listed releases, streamed as they are verified. They share the
 * page's origin, so nothing here may ever run: only what the first bytes prove to be a song or a
 * picture has a type, the rest is a download (DESIGN §8).
 */
import type { CID } from 'multiformats/cid'
import type { ListedFile } from '../domain/catalogue.ts'
import { NotServedError, UnreachableError } from '../domain/errors.ts'
import type { MediaMime } from '../domain/media.ts'
import { parseCid } from './cidInPath.ts'
import { attachment, downloadName } from './disposition.ts'
import { namesTag } from './etag.ts'
import { INERT, refuseServiceWorker } from './inert.ts'
import type { GatewayPowers } from './powers.ts'
import { pulled } from './pulled.ts'
import { parseRange, type ByteRange } from './range.ts'
import type { Route } from './route.ts'
import { createSniffer } from './sniffer.ts'

type Powers = Pick<GatewayPowers, 'index' | 'files' | 'pinned'>
type Served = Pick<ListedFile, 'cid' | 'bytes' | 'name'>

/** The same address has other forms (`trustless/`), and caches must not mix them up. */
const RENDERED = { ...INERT, 'accept-ranges': 'bytes', vary: 'accept' }

export function ipfs(powers: Powers): Route {
  const typeOf = createSniffer(powers.files)
  return async (request, { cid: text = '' }) => {
    refuseServiceWorker(request)
    const file = await servedFile(parseCid(text), powers, request.signal)
    const etag = `"${file.cid.toString()}"`
    const lasting = { etag, 'cache-control': 'public, max-age=31536000, immutable' }
    if (namesTag(request.headers.get('if-none-match'), etag)) {
      return new Response(null, { status: 304, headers: { ...RENDERED, ...lasting } })
    }
    const range = request.method === 'GET' ? rangeOf(request, etag, file.bytes) : 'whole'
    if (range === 'unsatisfiable') {
      const headers = { ...RENDERED, 'content-range': `bytes */${file.bytes}` }
      return new Response(null, { status: 416, headers })
    }
    const mime = await typeOf(file.cid, request.signal)
    const headers = { ...RENDERED, ...lasting, ...typeHeaders(request, file, mime) }
    return send(request, file, { range, headers, files: powers.files })
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

function typeHeaders(
  request: Request,
  file: Served,
  mime: MediaMime | undefined,
): Record<string, string> {
  const query = new URL(request.url).searchParams
  const wanted = query.get('filename')
  const download = !mime || wanted !== null || (query.get('download') ?? '0') !== '0'
  return {
    'content-type': mime ?? 'application/octet-stream',
    ...(download && { 'content-disposition': attachment(downloadName(wanted, file, mime)) }),
  }
}

interface Sending {
  range: ByteRange | 'whole'
  headers: Record<string, string>
  files: Pick<GatewayPowers['files'], 'read'>
}

async function send(request: Request, file: Served, { range, headers, files }: Sending) {
  const { start, end } = range === 'whole' ? { start: 0, end: file.bytes - 1 } : range
  const length = end - start + 1
  const sized = {
    ...headers,
    'content-length': `${length}`,
    ...(range !== 'whole' && { 'content-range': `bytes ${start}-${end}/${file.bytes}` }),
  }
  const empty = request.method === 'HEAD' || length === 0
  const body = empty
    ? null
    : await pulled(
        (signal) =>
          exactly(length, files.read(file.cid, { offset: start, length, signal }), file.cid),
        { signal: request.signal },
      )
  return new Response(body, { status: range === 'whole' ? 200 : 206, headers: sized })
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
