/** Text goes out as gzip to whoever takes it: on a slow line that is most of the wait. */

const NEVER = /^gzip\s*;\s*q=0(\.0{0,3})?$/

/** RFC 9110 §12.5.3, as far as browsers use it: whoever only says `*` gets the plain text. */
export const takesGzip = ({ headers }: Request): boolean =>
  (headers.get('accept-encoding') ?? '')
    .toLowerCase()
    .split(',', 16)
    .map((coding) => coding.trim())
    .some((coding) => /^gzip\b/.test(coding) && !NEVER.test(coding))

export const GZIPPED = { 'content-encoding': 'gzip' }

export const gzipped = (text: string): ReadableStream<Uint8Array<ArrayBuffer>> =>
  new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))
