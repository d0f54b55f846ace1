/**
 * One answer, from whoever gives it first: the next source is asked when the one before has failed
 * or takes longer than it usually does. Sources that come while it waits are asked, too.
 */
import type { CID } from 'multiformats/cid'
import { UnreachableError } from '../../domain/errors.ts'
import { hedge } from '../hedge.ts'
import { LackingError, type Source } from './source.ts'
import type { Sources } from './sources.ts'
import { Until } from './until.ts'

const HEDGE_MS = { least: 150, most: 700 }
const RETRY_MS = 400
const DEADLINE_MS = 120_000
/** Look beyond those connected when they were no help for so long, and how often. */
const SEEK_MS = 5_000

export interface FirstPowers {
  sources: Sources
  seek?: ((root: CID, signal: AbortSignal) => void) | undefined
}

export interface FirstOptions {
  signal: AbortSignal
  /** How long nobody at all may deliver. */
  patienceMs: number
}

export async function firstAnswer<Answer>(
  root: CID,
  ask: (source: Source, signal: AbortSignal) => Promise<Answer>,
  powers: FirstPowers,
  { signal, patienceMs }: FirstOptions,
): Promise<Answer> {
  const { sources } = powers
  const started = performance.now()
  using until = new Until([signal], DEADLINE_MS)
  const deadline = until.signal
  const hopeful = () =>
    performance.now() - Math.max(started, sources.lastDelivery) < patienceMs && !deadline.aborted
  const seek = seeker(root, powers, deadline)
  let cause: unknown
  while (hopeful()) {
    const usable = sources.for(root)
    const underway = new Set(usable)
    const one = (source: Source, stop: AbortSignal) =>
      noting(root, source, sources, ask, stop).finally(() => underway.delete(source))
    const late = (offer: (source: Source) => void, over: AbortSignal) =>
      void offerLate(root, sources, { underway, offer, seek, over })
    try {
      const patience = patienceWith(usable, sources)
      return await hedge(usable, one, { patienceMs: patience, signal: deadline, late })
    } catch (error) {
      cause = error
    }
    seek()
    await change(sources, deadline)
  }
  signal.throwIfAborted()
  throw new UnreachableError(root.toString(), { cause })
}

/** Looks beyond those connected now and then, once the first moment has passed. */
function seeker(root: CID, { seek }: FirstPowers, signal: AbortSignal): () => void {
  let at = performance.now() + RETRY_MS / 2
  return () => {
    if (performance.now() < at) return
    at = performance.now() + SEEK_MS
    seek?.(root, signal)
  }
}

interface Waiting {
  /** Those who were asked or soon will be, and have not failed. */
  underway: Set<Source>
  offer: (source: Source) => void
  seek: () => void
  over: AbortSignal
}

/** One who is asked and says nothing must not keep us from whoever comes, or has recovered. */
async function offerLate(
  root: CID,
  sources: Sources,
  { underway, offer, seek, over }: Waiting,
): Promise<void> {
  for (;;) {
    await change(sources, over)
    if (over.aborted) return
    for (const source of sources.for(root).filter((one) => !underway.has(one))) {
      underway.add(source)
      offer(source)
    }
    seek()
  }
}

/** Three of the usual waits of the best, within reason. */
function patienceWith([best]: readonly Source[], sources: Sources): number {
  if (!best) return HEDGE_MS.least
  const usual = 3 * sources.paceOf(best).latencyMs
  return Math.min(HEDGE_MS.most, Math.max(HEDGE_MS.least, usual))
}

async function noting<Answer>(
  root: CID,
  source: Source,
  sources: Sources,
  ask: (source: Source, signal: AbortSignal) => Promise<Answer>,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    const answer = await ask(source, signal)
    sources.holders.note(root, source.name, true)
    return answer
  } catch (error) {
    if (error instanceof LackingError) sources.lacked(source, root, error)
    else if (!signal.aborted) sources.failed(source, error)
    throw error
  }
}

/** Until somebody comes or says something new, and no longer than a moment. */
function change(sources: Sources, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer)
      listening[Symbol.dispose]()
      signal.removeEventListener('abort', go)
      resolve()
    }
    const timer = setTimeout(go, RETRY_MS)
    const listening = sources.onChange(go)
    signal.addEventListener('abort', go, { once: true })
    if (signal.aborted) go()
  })
}
