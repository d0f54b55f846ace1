/** How much of what hangs below a CID goes into the CAR (IPIP-402). */
import { UsageError } from '../../domain/errors.ts'
import type { ByteRange } from '../range.ts'

export interface Scope {
  /** The block alone, what it takes to read it as one file or folder, or everything below it. */
  dag: 'block' | 'entity' | 'all'
  bytes?: EntityBytes
}

/** First and last byte, both included; negative ones count from the end. */
export interface EntityBytes {
  from: number
  to: number | '*'
}

const SCOPES = ['block', 'entity', 'all'] as const
const ENTITY_BYTES = /^(?<from>-?\d{1,15}):(?<to>-?\d{1,15}|\*)$/

export function parseScope(query: URLSearchParams): Scope {
  const text = query.get('dag-scope') ?? 'all'
  const dag = SCOPES.find((scope) => scope === text)
  if (!dag) throw new UsageError('dag-scope is wrong.', `Give one of ${SCOPES.join(', ')}.`)
  const bytes = query.get('entity-bytes')
  return bytes === null ? { dag } : { dag: 'entity', bytes: parseEntityBytes(bytes) }
}

function parseEntityBytes(text: string): EntityBytes {
  const { from, to } = ENTITY_BYTES.exec(text)?.groups ?? {}
  if (from === undefined || to === undefined) {
    throw new UsageError('entity-bytes is wrong.', 'Give it as 0:1023, 1024:*, -500:* or 0:-500.')
  }
  return { from: Number(from), to: to === '*' ? '*' : Number(to) }
}

/**
 * The part of a file of that size, cut to its ends. Undefined for a part of no bytes. Throws when
 * all of it lies before the first byte or behind the last.
 */
export function cutTo(size: number, { from, to }: EntityBytes): ByteRange | undefined {
  if (size === 0) return undefined
  const start = from < 0 ? size + from : from
  const end = to === '*' ? size - 1 : to < 0 ? size + to : to
  if (start >= size || end < 0) {
    throw new UsageError(
      `entity-bytes lies outside of the file, which has ${size} bytes.`,
      `Ask for bytes from 0 to ${size - 1}.`,
    )
  }
  return end < start ? undefined : { start: Math.max(0, start), end: Math.min(end, size - 1) }
}
