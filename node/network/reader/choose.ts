/** What to ask a source for next: how much, and whether to ask for what another one owes. */
import { LEAF_BYTES } from '../../domain/layout.ts'
import type { Pace } from './pace.ts'
import type { Source } from './source.ts'
import type { Wanted } from './wanted.ts'

/** A question is about so much of a source's time: what a leaving reader can have asked in vain. */
const QUESTION_MS = 250
const MAX_QUESTION_BYTES = 4 * 1024 * 1024
const MAX_QUESTION_BLOCKS = 512
/** How much slower than the best a source may be and still be asked, and what is no difference. */
const TOO_SLOW = 4
const SLACK_MS = 100

/** How a transfer stands when a source is free. */
export interface Field {
  /** Milliseconds in which the best proven source would bring a leaf; Infinity when none is proven. */
  best: number
  /** Sources in play. */
  among: number
  /** All are wanted and in no order. */
  bulk: boolean
  /** The reader waits, or nothing is left but what others owe. */
  hurry: boolean
}

/** Blocks nobody was asked for yet; none when this source may have none of them, or is too slow. */
export function chooseFor(
  { name }: Source,
  pace: Pace,
  missing: readonly Wanted[],
  { best, among, bulk }: Field,
): Wanted[] {
  const open = missing.filter((item) => !item.lackedBy(name))
  if (open.length === 0) return []
  // Whether it is any good is tried on what is needed last.
  if (!pace.known && best < Infinity) return open.length > 2 ? open.slice(-1) : []
  const slow = pace.timeFor(LEAF_BYTES) > TOO_SLOW * best + SLACK_MS
  if (slow) return bulk ? open.slice(-1) : []
  return firstOf(open, Math.min(MAX_QUESTION_BYTES, pace.rate * QUESTION_MS), among)
}

/** As many of the first as are worth one question, and no more than this source's share. */
function firstOf(open: readonly Wanted[], bytes: number, among: number): Wanted[] {
  const share = Math.max(1, Math.min(MAX_QUESTION_BLOCKS, Math.ceil(open.length / among)))
  let sum = 0
  const end = open.findIndex((item) => (sum += item.bytes) > bytes)
  return open.slice(0, Math.max(1, Math.min(share, end < 0 ? open.length : end)))
}

/**
 * A block that was asked for and does not come. In order, only what the reader waits for or what has
 * stalled is asked for twice; of a bulk what is left at the very end.
 */
export function overtakeBy(
  source: Source,
  pace: Pace,
  wanted: Iterable<Wanted>,
  { bulk, hurry }: Field,
): Wanted[] {
  const owed = [...wanted].filter(({ asked }) => asked.size > 0)
  const [head] = owed
  const late = owed.find((item) => {
    const requests = [...item.asked]
    if (requests.some((request) => request.source === source)) return false
    if (item.lackedBy(source.name)) return false
    // However many were asked and fell silent, the next one is asked too.
    const eta = Math.min(...requests.map((request) => request.eta(item)))
    const urgent = hurry && (bulk || item === head)
    return eta === Infinity || (urgent && eta > 2 * pace.timeFor(item.bytes) + SLACK_MS / 2)
  })
  return late ? [late] : []
}
