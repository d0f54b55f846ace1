/**
 * Search among peers, `/megabox/search/1`: a few words, and the releases that the other lists for
 * them, by name and manifest. No more is said, since nothing more would be believed: whoever asked
 * fetches the manifests and judges them. Who asked what is neither kept nor passed on.
 */
import { CID } from 'multiformats/cid'
import * as v from 'valibot'
import { decodeCanonical, encodeCanonical } from '../domain/canonical.ts'
import { MegaboxError } from '../domain/errors.ts'
import { bytes32Of, fromHex, parseReleaseId, type ReleaseId } from '../domain/ids.ts'
import type { Abortable, PeerName, Streams } from '../domain/ports.ts'
import { Budget } from './budget.ts'

export const SEARCH_PROTOCOL = '/megabox/search/1'
export const MAX_QUERY_LENGTH = 200
export const MAX_HITS = 20
/** 200 letters of four bytes, and their frame. */
const MAX_QUESTION_BYTES = 1024
/** 20 hits of about 90 bytes. */
const MAX_ANSWER_BYTES = 4096
const ANSWER_MS = 5_000
const DAG_CBOR = 0x71

export interface SearchQuestion {
  query: string
  limit: number
}

export interface Hit {
  release: ReleaseId
  manifest: CID
}

/** That is no question or no answer of this protocol. */
export class InvalidSearchError extends MegaboxError {
  override readonly name = 'InvalidSearchError'

  constructor(options?: ErrorOptions) {
    super('That peer does not speak our search.', 'Ask another one.', options)
  }
}

/** Asked too often. The asker hears only that there is no answer. */
export class SearchBusyError extends MegaboxError {
  override readonly name = 'SearchBusyError'

  constructor() {
    super('Too many searches at once.', 'Search again in a moment.')
  }
}

const query = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(MAX_QUERY_LENGTH),
  v.check((text) => text.isWellFormed(), 'half a character'),
)
const limit = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_HITS))
const release = v.pipe(
  v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === 32, 'no id'),
  v.transform((bytes) => parseReleaseId(bytes32Of(bytes))),
)
const manifest = v.custom<CID>((value) => isManifestCid(CID.asCID(value)), 'no manifest')

const isManifestCid = (cid: CID | null): boolean =>
  cid?.version === 1 &&
  cid.code === DAG_CBOR &&
  cid.multihash.code === 0x12 &&
  cid.multihash.digest.length === 32

/** Loose: a later version may say more. */
const Question = v.looseObject({ v: v.literal(1), query, limit })
const answerTo = (most: number) =>
  v.looseObject({
    v: v.literal(1),
    hits: v.pipe(v.array(v.looseObject({ release, manifest })), v.maxLength(most)),
  })

export const encodeQuestion = (question: SearchQuestion): Uint8Array =>
  encodeCanonical({ v: 1, query: question.query, limit: question.limit })

export function decodeQuestion(data: Uint8Array): SearchQuestion {
  const { query, limit } = decoded(Question, data, MAX_QUESTION_BYTES)
  return { query, limit }
}

export const encodeHits = (hits: readonly Hit[]): Uint8Array =>
  encodeCanonical({
    v: 1,
    hits: hits.map(({ release, manifest }) => ({ release: fromHex(release), manifest })),
  })

/** At most as many as were asked for. */
export const decodeHits = (data: Uint8Array, most: number): Hit[] =>
  decoded(answerTo(most), data, MAX_ANSWER_BYTES).hits.map(({ release, manifest }) => ({
    release,
    manifest,
  }))

function decoded<S extends v.GenericSchema>(
  schema: S,
  data: Uint8Array,
  maxBytes: number,
): v.InferOutput<S> {
  try {
    return v.parse(schema, decodeCanonical(data, maxBytes))
  } catch (cause) {
    throw new InvalidSearchError({ cause })
  }
}

/** A person types; a program that walks our catalogue by its words is slowed down. */
const EACH = { perSecond: 1, burst: 10 }
/** Peer ids cost nothing, so all of them together have a budget, too. */
const ALL = { perSecond: 20, burst: 60 }
const MAX_ASKERS = 1000

/** Answers every search from what is listed here. */
export function answerSearch(
  streams: Pick<Streams, 'handle'>,
  find: (question: SearchQuestion) => Promise<Hit[]>,
  now?: () => number,
): Promise<void> {
  const all = new Budget(ALL, now)
  const askers = new Map<PeerName, Budget>()
  const isAllowed = (peer: PeerName): boolean => {
    // Forgetting them all now and then costs only a fresh burst.
    if (askers.size > MAX_ASKERS) askers.clear()
    const own = askers.get(peer) ?? new Budget(EACH, now)
    askers.set(peer, own)
    return own.take() && all.take()
  }
  return streams.handle(SEARCH_PROTOCOL, async (data, from) => {
    if (!isAllowed(from)) throw new SearchBusyError()
    const question = decodeQuestion(data)
    return encodeHits((await find(question)).slice(0, question.limit))
  })
}

/** What one peer has for these words. Its word only: nothing of it has been looked at. */
export async function askSearch(
  streams: Pick<Streams, 'ask'>,
  peer: PeerName,
  question: SearchQuestion,
  { signal }: Abortable = {},
): Promise<Hit[]> {
  const late = AbortSignal.timeout(ANSWER_MS)
  const answer = await streams.ask(peer, SEARCH_PROTOCOL, encodeQuestion(question), {
    signal: signal ? AbortSignal.any([signal, late]) : late,
  })
  return decodeHits(answer, question.limit)
}
