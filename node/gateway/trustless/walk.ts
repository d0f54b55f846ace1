/**
 * The blocks below a CID, depth first and each before what hangs below it, one at a time as they
 * are taken. What a stranger stored here may be a maze: it is walked only as far as the limits.
 */
import type { CID } from 'multiformats/cid'
import type { CarBlock } from '../../domain/car.ts'
import { UnwalkableError } from '../errors.ts'
import type { ByteRange } from '../range.ts'
import { entityLinksOf, fileSizeOf, liesIn, linksOf, meets, spansOf } from './links.ts'
import { isVirtual, type LocalBlocks } from './localBlocks.ts'
import { cutTo, type Scope } from './scope.ts'

/** Files are a few levels deep; 1024 links a node hold any file in five. */
const MAX_DEPTH = 32
/** 256 GiB in leaves of ours. */
const MAX_VISITS = 1_000_000
/** Links that wait their turn: what a walk keeps in memory, besides what it has seen. */
const MAX_WAITING = 65_536

export interface WalkOptions {
  scope: Scope
  /** Give a block each time the walk comes by it, rather than once. */
  dups: boolean
  signal: AbortSignal
  /** How many blocks are looked at, the same ones again included. */
  maxVisits?: number
}

/** How what hangs below is chosen, once the root has said how long it is. */
interface Plan {
  dag: Scope['dag']
  range?: ByteRange | undefined
}

interface Visit {
  cid: CID
  depth: number
  /** Where in the file it begins. */
  at: number
  /** Is all that hangs below it walked, or only a part? */
  whole: boolean
}

/** Throws `NotHereError` at the first block that is not stored here. */
export async function* walk(
  root: CID,
  blocks: LocalBlocks,
  { scope, dups, signal, maxVisits = MAX_VISITS }: WalkOptions,
): AsyncGenerator<CarBlock> {
  const open = (visit: Visit) => begun(blocks.read(visit.cid, signal))
  const seen = new Seen(dups, maxVisits)
  const waiting: Visit[] = []
  let visit: Visit | undefined = { cid: root, depth: 0, at: 0, whole: scope.bytes === undefined }
  let block = open(visit)
  let plan: Plan | undefined
  while (visit) {
    const { cid } = visit
    const bytes = await block
    plan ??= planFor(cid, bytes, scope)
    push(waiting, below(visit, bytes, plan))
    const isNew = seen.add(visit)
    visit = seen.nextIn(waiting)
    // Read while the one before is on its way to whoever asked.
    if (visit) block = open(visit)
    if (isNew) yield { cid, bytes }
  }
}

/** A promise that is awaited later, or never if the reader leaves: its failure is not lost twice. */
function begun<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => undefined)
  return promise
}

function planFor(root: CID, bytes: Uint8Array, { dag, bytes: part }: Scope): Plan {
  const size = part && fileSizeOf(root, bytes)
  // Only of a file can a part be asked; of anything else it means the whole entity.
  if (!part || size === undefined) return { dag }
  const range = cutTo(size, part)
  return range ? { dag, range } : { dag: 'block' }
}

function below({ cid, depth, at }: Visit, block: Uint8Array, { dag, range }: Plan): Visit[] {
  if (dag === 'block') return []
  if (range) {
    return spansOf(cid, block, at)
      .filter((span) => meets(span, range))
      .map((span) => ({
        ...{ cid: span.cid, depth: depth + 1 },
        ...{ at: span.start, whole: liesIn(span, range) },
      }))
  }
  const links = dag === 'all' ? linksOf(cid, block) : entityLinksOf(cid, block)
  return links.map((link) => ({ cid: link, depth: depth + 1, at: 0, whole: true }))
}

/** The first of them comes next: the walk takes from the end. */
function push(waiting: Visit[], visits: readonly Visit[]): void {
  const [first] = visits
  if (first && first.depth > MAX_DEPTH) refuse(first, `they lie deeper than ${MAX_DEPTH}`)
  if (first && waiting.length + visits.length > MAX_WAITING) refuse(first, 'they are too many')
  for (const visit of visits.toReversed()) waiting.push(visit)
}

function refuse({ cid }: Visit, why: string): never {
  throw new UnwalkableError(cid.toString(), why)
}

/** Where the walk has been. */
class Seen {
  readonly #dups: boolean
  /** Was all below it walked? Where a range begins or ends in a node, only a part was. */
  readonly #blocks = new Map<string, boolean>()
  #visitsLeft: number

  constructor(dups: boolean, maxVisits: number) {
    this.#dups = dups
    this.#visitsLeft = maxVisits
  }

  /** Is the block to be sent now? */
  add(visit: Visit): boolean {
    if (this.#visitsLeft-- === 0) refuse(visit, 'they are too many')
    if (isVirtual(visit.cid)) return false
    if (this.#dups) return true
    const key = keyOf(visit.cid)
    const isNew = !this.#blocks.has(key)
    this.#blocks.set(key, visit.whole || this.#blocks.get(key) === true)
    return isNew
  }

  /** The next that was not walked already, with all that hangs below it. */
  nextIn(waiting: Visit[]): Visit | undefined {
    for (let visit = waiting.pop(); visit; visit = waiting.pop()) {
      if (isVirtual(visit.cid) || this.#blocks.get(keyOf(visit.cid)) !== true) return visit
    }
    return undefined
  }
}

/** A byte a letter: half the memory of the CID as text. What is longer is nothing we could hold. */
const keyOf = ({ bytes }: CID): string => String.fromCharCode(...bytes.subarray(0, 64))
