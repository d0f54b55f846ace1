/**
 * The lines before a body. Stricter than most: only HTTP/1.1 in the one way everybody writes it,
 * because what two parsers could read differently is how requests are smuggled.
 */
import type { Intake } from './intake.ts'
import { MalformedError } from './malformed.ts'
import { MAX_HEAD_BYTES } from './wire.ts'

export interface RequestHead {
  method: string
  path: string
  headers: Headers
}

export interface ResponseHead {
  status: number
  headers: Headers
}

/** How a body's end is marked. */
export type Framing = number | 'chunked'

const MAX_FIELDS = 64
const REQUEST_LINE = /^([A-Z]{1,16}) (\/[\x21-\x7e]*) HTTP\/1\.(\d)$/
const STATUS_LINE = /^HTTP\/1\.1 ([1-5]\d\d)(?: |$)/

/** `undefined` when the stream ended before the head did. */
export async function readRequestHead(intake: Intake): Promise<RequestHead | undefined> {
  const lines = await readLines(intake)
  if (!lines) return undefined
  const [, method, path, version] = REQUEST_LINE.exec(lines.first) ?? []
  if (method === undefined || path === undefined) throw new MalformedError(400, 'no request line')
  if (version !== '1') throw new MalformedError(505, 'not HTTP/1.1')
  return { method, path, headers: parseFields(lines.fields) }
}

/** Passes over interim answers (1xx). `undefined` when the stream ended before the head did. */
export async function readResponseHead(intake: Intake): Promise<ResponseHead | undefined> {
  for (let interim = 0; interim < 4; interim++) {
    const lines = await readLines(intake)
    if (!lines) return undefined
    const status = Number(STATUS_LINE.exec(lines.first)?.[1])
    if (Number.isNaN(status)) throw new MalformedError(400, 'no status line')
    if (status >= 200) return { status, headers: parseFields(lines.fields) }
  }
  throw new MalformedError(400, 'nothing but interim answers')
}

/** `undefined` when the head does not say. */
export function framingOf(headers: Headers): Framing | undefined {
  const length = headers.get('content-length')
  const coding = headers.get('transfer-encoding')
  if (coding !== null) {
    if (length !== null) throw new MalformedError(400, 'two ways to mark the end')
    if (coding.toLowerCase() !== 'chunked') throw new MalformedError(501, 'a transfer coding')
    return 'chunked'
  }
  if (length === null) return undefined
  if (!/^\d{1,15}$/.test(length)) throw new MalformedError(400, 'a content length that is none')
  return Number(length)
}

/** May another request follow on this stream? */
export const staysOpen = (headers: Headers): boolean =>
  !/(?:^|[, \t])close(?:$|[, \t])/i.test(headers.get('connection') ?? '')

export function writeHead(first: string, headers: Headers): Uint8Array {
  const fields = [...headers].map(([name, value]) => `${name}: ${value}\r\n`)
  return latin1(`${first}\r\n${fields.join('')}\r\n`)
}

export const latin1 = (text: string): Uint8Array =>
  Uint8Array.from(text, (letter) => letter.charCodeAt(0))

/** Lines up to an empty one; `undefined` when the stream ended first. */
export async function readFields(intake: Intake): Promise<string[] | undefined> {
  const fields: string[] = []
  for (let left = MAX_HEAD_BYTES; ;) {
    const line = await intake.line(left)
    if (line === undefined || line === '') return line === '' ? fields : undefined
    left -= line.length + 2
    if (fields.push(line) > MAX_FIELDS) throw new MalformedError(431, 'too many fields')
  }
}

async function readLines(intake: Intake): Promise<{ first: string; fields: string[] } | undefined> {
  const lines = await readFields(intake)
  if (!lines) return undefined
  const [first, ...fields] = lines
  if (first === undefined) throw new MalformedError(400, 'an empty line for a head')
  return { first, fields }
}

function parseFields(lines: readonly string[]): Headers {
  const headers = new Headers()
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(colon, 0))
    try {
      headers.append(name, line.slice(colon + 1).trim())
    } catch {
      throw new MalformedError(400, 'a field that is none')
    }
  }
  return headers
}
