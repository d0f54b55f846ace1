/**
 * Keeps the index at the chain's head: reads events in ranges, so that it can be stopped anywhere
 * and go on from there, and goes back when the chain reorganised (DESIGN §12).
 */
import type { BlockRef, ChainEvent } from '../domain/chain.ts'
import { ChainUnavailableError, StaleEndpointError } from '../domain/errors.ts'
import type { Abortable, Index, Ledger } from '../domain/ports.ts'
import { abortable } from './abortable.ts'
import { Alarm } from './alarm.ts'

export interface FollowPowers {
  ledger: Pick<Ledger, 'head' | 'block' | 'events' | 'since'>
  index: Pick<Index, 'recent' | 'advance' | 'rewind'>
}

/** Endpoints refuse ranges for different reasons, so the size is found by trying. */
const MAX_RANGE = 2000
const MIN_RANGE = 8
/** The last blocks are a range of their own: a reorganisation there then forgets few events. */
const UNSETTLED_BLOCKS = 32
/** A chain that changes this often while it is read is left alone until the next look. */
const MAX_RESTARTS = 8
/** Before everything is forgotten, the endpoint is asked again: it may stand on a fork of its own. */
const PAUSE_MS = 1_000

export interface FollowOptions extends Abortable {
  pauseMs?: number
}

/** Takes in what is new up to the chain's head. Gives the number of events taken in. */
export async function catchUp(
  { ledger: asked, index }: FollowPowers,
  options: FollowOptions = {},
): Promise<number> {
  const ledger = stoppable(asked, options)
  let taken = 0
  for (let restart = 0; restart < MAX_RESTARTS; restart++) {
    const last = await agreedBlock({ ledger, index }, options)
    const round = await readFrom(last, { ledger, index }, options)
    taken += round.taken
    if (round.done) return taken
  }
  throw new ChainUnavailableError('it changes faster than it can be read')
}

/** The same ledger, whose questions end with the signal even when the endpoint hangs. */
function stoppable(ledger: FollowPowers['ledger'], { signal }: Abortable): FollowPowers['ledger'] {
  if (!signal) return ledger
  return {
    since: ledger.since,
    head: (options) => abortable(ledger.head(options), signal),
    block: (number, options) => abortable(ledger.block(number, options), signal),
    events: (from, to, options) => abortable(ledger.events(from, to, options), signal),
  }
}

/** The newest block taken in that the chain still has. What came after it is forgotten. */
async function agreedBlock(
  { ledger, index }: FollowPowers,
  options: FollowOptions,
): Promise<BlockRef | undefined> {
  const recent = await index.recent()
  const [newest] = recent
  if (!newest) return undefined
  let kept = await newestKept(recent, ledger, options)
  if (!kept) {
    await new Alarm().sleep(options.pauseMs ?? PAUSE_MS, options.signal ?? NEVER)
    options.signal?.throwIfAborted()
    kept = await newestKept(recent, ledger, options)
  }
  if (kept !== newest) await index.rewind(kept?.number ?? ledger.since - 1)
  return kept
}

/**
 * The newest of `recent` that the chain still has, undefined when it has another block in the place
 * of each. Only another block is a reorganisation: an endpoint that has none there lags behind, and
 * knows nothing of what we know.
 */
async function newestKept(
  recent: readonly BlockRef[],
  ledger: FollowPowers['ledger'],
  options: Abortable,
): Promise<BlockRef | undefined> {
  let replaced = false
  let unknown: BlockRef | undefined
  for (const ref of recent) {
    const found = await ledger.block(ref.number, options)
    if (found?.hash === ref.hash) {
      if (unknown && !replaced) throw new StaleEndpointError(unknown.number)
      return ref
    }
    if (found) replaced = true
    // A chain that has the block above has this one, too: the endpoint does not know its own chain.
    else if (replaced) throw new StaleEndpointError(ref.number)
    else unknown ??= ref
  }
  if (unknown && !replaced) throw new StaleEndpointError(unknown.number)
  return undefined
}

const NEVER = new AbortController().signal

const isCanonical = async (
  { number, hash }: BlockRef,
  ledger: Pick<Ledger, 'block'>,
  options: Abortable,
): Promise<boolean> => (await ledger.block(number, options))?.hash === hash

/** Reads on after `last` up to the head. Not `done` when the chain changed meanwhile. */
async function readFrom(
  last: BlockRef | undefined,
  { ledger, index }: FollowPowers,
  options: Abortable,
): Promise<{ taken: number; done: boolean }> {
  const head = await ledger.head(options)
  if (last && head.number < last.number) throw new StaleEndpointError(last.number)
  let taken = 0
  let range = MAX_RANGE
  for (let from = last ? last.number + 1 : ledger.since; from <= head.number;) {
    const to = endOfRange(from, range, head.number)
    const end = to === head.number ? head : await ledger.block(to, options)
    const events = await eventsUnlessTooMany(from, to, ledger, options)
    if (!events) {
      range = Math.max(MIN_RANGE, Math.floor((to - from + 1) / 2))
      continue
    }
    // `end` was there before the events were read and is there still, and what was taken in before
    // is below it: all of it belongs to one chain.
    for (const block of [last, end]) {
      if (block && !(await isCanonical(block, ledger, options))) return { taken, done: false }
    }
    if (!end) return { taken, done: false }
    last = { number: end.number, hash: end.hash }
    await index.advance(last, events)
    taken += events.length
    from = to + 1
    range = Math.min(MAX_RANGE, range * 2)
  }
  return { taken, done: true }
}

/** Undefined when the endpoint refused, and might answer for fewer blocks. */
async function eventsUnlessTooMany(
  from: number,
  to: number,
  ledger: Pick<Ledger, 'events'>,
  options: Abortable,
): Promise<ChainEvent[] | undefined> {
  options.signal?.throwIfAborted()
  try {
    return await ledger.events(from, to, options)
  } catch (failure) {
    if (options.signal?.aborted || to - from < MIN_RANGE) throw failure
    return undefined
  }
}

function endOfRange(from: number, range: number, head: number): number {
  const settled = head - UNSETTLED_BLOCKS
  return Math.min(from + range - 1, from <= settled ? settled : head)
}
