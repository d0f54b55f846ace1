/**
 * Status and headers of a file below `/ipfs/`, the same from a node and from a page's service
 * worker: typed by its first bytes or a download, cut to the range, and never run (DESIGN §8).
 */
import type { MediaMime } from '../domain/media.ts'
import { attachment, downloadName } from './disposition.ts'
import { INERT } from './inert.ts'
import type { ByteRange } from './range.ts'

/** The same address has other forms (`trustless/`), and caches must not mix them up. */
export const RENDERED = { ...INERT, 'accept-ranges': 'bytes', vary: 'accept' }

export interface AnsweredFile {
  cid: string
  bytes: number
  /** What its first bytes prove it to be. */
  mime: MediaMime | undefined
  name: string
}

export interface FileAnswer {
  status: 200 | 206 | 416
  headers: Record<string, string>
}

/** A CID's bytes never change. */
export const lasting = (cid: string) => ({
  etag: `"${cid}"`,
  'cache-control': 'public, max-age=31536000, immutable',
})

/** `query`: of the address; it may ask for a download and name it. */
export function fileAnswer(
  file: AnsweredFile,
  range: ByteRange | 'whole' | 'unsatisfiable',
  query: URLSearchParams,
): FileAnswer {
  if (range === 'unsatisfiable') {
    return { status: 416, headers: { ...RENDERED, 'content-range': `bytes */${file.bytes}` } }
  }
  const { start, end } = range === 'whole' ? { start: 0, end: file.bytes - 1 } : range
  return {
    status: range === 'whole' ? 200 : 206,
    headers: {
      ...RENDERED,
      ...lasting(file.cid),
      ...typeHeaders(file, query),
      'content-length': `${end - start + 1}`,
      ...(range !== 'whole' && { 'content-range': `bytes ${start}-${end}/${file.bytes}` }),
    },
  }
}

function typeHeaders(file: AnsweredFile, query: URLSearchParams): Record<string, string> {
  const wanted = query.get('filename')
  const download = !file.mime || wanted !== null || (query.get('download') ?? '0') !== '0'
  return {
    'content-type': file.mime ?? 'application/octet-stream',
    ...(download && {
      'content-disposition': attachment(downloadName(wanted, file, file.mime)),
    }),
  }
}
