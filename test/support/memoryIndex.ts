/**
 * The `Index` port in its simplest form: it keeps what the chain said and what checks found, and
 * works everything out again, in the order of the chain, whenever it is asked. Slow and easy to
 * believe, so the sqlite index is held against it; other rooms' tests use it as their catalogue.
 */
import { CID } from 'multiformats/cid'
import { queryTokens } from '../../node/catalogue/fold.ts'
import { claimsOf, judge } from '../../node/catalogue/judge.ts'
import { cursorAt, pageLimit, parseCursor } from '../../node/catalogue/paging.ts'
import { wordsOf } from '../../node/catalogue/words.ts'
import { cborCidOf } from '../../node/crypto/hash.ts'
import {
  REORG_GRACE_BLOCKS,
  type Candidate,
  type Edition,
  type Entry,
  type ListedFile,
  type Outcome,
} from '../../node/domain/catalogue.ts'
import { isBefore, type BlockRef, type ChainEvent, type Place } from '../../node/domain/chain.ts'
import { fromHex, type Address, type Bytes32, type ReleaseId } from '../../node/domain/ids.ts'
import { encodeManifest, type Manifest } from '../../node/domain/manifest.ts'
import type { Index } from '../../node/domain/ports.ts'

interface Found {
  attempts: number
  retryAt: number
  /** At which attempt it was last made due before its time. */
  hurried: number
  outcome?: Exclude<Outcome, { status: 'later' }>
}

/** A candidate and what became of it, after all that stands before it. */
interface Judged extends Candidate {
  retryAt: number
  outcome: Found['outcome']
}

/** Sooner than any time of day: what was never tried comes before what someone announced. */
const NEVER_TRIED = -1
const HURRIED = 0

const WEIGHTS = { title: 10, artist: 8, tracks: 3, genres: 1 }

export class MemoryIndex implements Index, AsyncDisposable {
  #blocks: BlockRef[] = []
  #events: ChainEvent[] = []
  readonly #found = new Map<string, Found>()
  readonly #held = new Set<string>()
  #undone: Pick<Candidate, 'digest' | 'block'>[] = []

  async recent() {
    return this.#blocks.toReversed().slice(0, 64)
  }

  async advance(head: BlockRef, events: readonly ChainEvent[]) {
    this.#events.push(...events)
    this.#blocks.push(head)
    this.#undone = this.#undone.filter(({ block }) => block >= head.number - REORG_GRACE_BLOCKS)
  }

  async rewind(block: number) {
    const forgotten = this.#judged().filter((one) => one.block > block)
    this.#undone.push(...forgotten.filter(({ outcome }) => outcome?.status !== 'refused'))
    this.#events = this.#events.filter((event) => event.block <= block)
    this.#blocks = this.#blocks.filter(({ number }) => number <= block)
    const known = new Set(this.#candidates().map(keyOf))
    for (const key of this.#found.keys()) if (!known.has(key)) this.#found.delete(key)
  }

  async due(now: number, limit: number) {
    return this.#next()
      .filter(({ retryAt }) => retryAt <= now)
      .slice(0, limit)
      .map(({ release, artist, salt, digest, block, logIndex, attempts }) => ({
        ...{ release, artist, salt, digest, block, logIndex, attempts },
      }))
  }

  async nextDue() {
    return this.#next()[0]?.retryAt
  }

  async hurry(digest: Bytes32) {
    for (const candidate of this.#candidates()) {
      const found = this.#found.get(keyOf(candidate))
      if (!found || candidate.digest !== digest || found.attempts < found.hurried + 2) continue
      found.retryAt = HURRIED
      found.hurried = found.attempts
    }
  }

  async settle(candidate: Candidate, outcome: Outcome) {
    const key = keyOf(candidate)
    const waiting = this.#judged().find((one) => keyOf(one) === key && !one.outcome)
    if (!waiting) return undefined
    const { attempts } = waiting
    if (outcome.status === 'later') {
      const retryAt = Math.max(HURRIED, outcome.retryAt)
      const hurried = this.#found.get(key)?.hurried ?? -1
      this.#found.set(key, { attempts: attempts + 1, retryAt, hurried })
      return outcome
    }
    this.#found.set(key, { attempts, retryAt: 0, hurried: attempts, outcome })
    return this.#judged().find((one) => keyOf(one) === key)?.outcome
  }

  async standing(release: ReleaseId, digest: Bytes32) {
    const last = this.#judged().findLast((one) => one.release === release && one.digest === digest)
    return last && (last.outcome?.status ?? 'later')
  }

  async verdict(id: ReleaseId) {
    const minted = this.#events.findLast((event) => event.kind === 'minted' && event.release === id)
    const last = this.#judged().findLast(({ release }) => release === id)
    if (minted?.kind !== 'minted' || !last) return undefined
    const { outcome } = last
    const why = outcome?.status === 'refused' ? { reason: outcome.reason } : {}
    return { edition: minted.edition, status: outcome?.status ?? ('later' as const), ...why }
  }

  async release(id: ReleaseId) {
    return this.#entries().find(({ release }) => release === id)
  }

  async search(query: string, options: { limit?: number; cursor?: string } = {}) {
    const limit = pageLimit(options.limit)
    const listed = this.#entries()
      .filter(({ retired }) => !retired)
      .toReversed()
    if (query.trim() === '') {
      const after = parseCursor(options.cursor, 'after')?.after
      const rest = listed.filter(({ place }) => !after || isBefore(place, after))
      const entries = rest.slice(0, limit)
      const last = entries.at(-1)
      return rest.length > limit && last
        ? { entries, cursor: cursorAt({ after: last.place }) }
        : { entries }
    }
    const skip = parseCursor(options.cursor, 'skip')?.skip ?? 0
    const tokens = queryTokens(query)
    const ranked = listed
      .map((entry) => ({ entry, score: scoreOf(entry, tokens) }))
      .filter(({ score }) => score > 0)
      .toSorted((a, b) => b.score - a.score)
    const entries = ranked.slice(skip, skip + limit).map(({ entry }) => entry)
    return ranked.length > skip + limit
      ? { entries, cursor: cursorAt({ skip: skip + limit }) }
      : { entries }
  }

  async boughtLately(limit: number) {
    const order = this.#events.flatMap((event) => (event.kind === 'sold' ? event.edition : []))
    const last = ({ editions }: Entry) =>
      Math.max(...editions.map(({ edition }) => order.lastIndexOf(edition)))
    return this.#entries()
      .filter((entry) => !entry.retired && last(entry) >= 0)
      .toSorted((a, b) => last(b) - last(a))
      .slice(0, limit)
  }

  async file(cid: CID): Promise<ListedFile | undefined> {
    const manifest = this.#judged().find(
      ({ digest, outcome }) =>
        outcome?.status === 'listed' && cborCidOf(fromHex(digest)).equals(cid),
    )
    if (manifest?.outcome?.status === 'listed') {
      const bytes = encodeManifest(manifest.outcome.manifest).length
      const mime = 'application/vnd.ipld.dag-cbor'
      return { cid, release: manifest.release, mime, bytes, name: 'manifest.cbor' }
    }
    return this.#files(() => true).find((file) => file.cid.equals(cid))
  }

  async unheld(limit: number) {
    const files = this.#files(({ retired }) => !retired)
    const first = new Map(files.toReversed().map((file) => [file.cid.toString(), file]))
    return files
      .filter((file) => first.get(file.cid.toString()) === file)
      .filter(({ cid }) => !this.#held.has(cid.toString()))
      .slice(0, limit)
  }

  async hold(cid: CID) {
    this.#held.add(cid.toString())
  }

  async *held() {
    for (const cid of [...this.#held]) yield CID.parse(cid)
  }

  async letGo() {
    const listed = this.#judged().flatMap(({ outcome }) =>
      outcome?.status === 'listed' ? outcome.files.map(({ cid }) => cid.toString()) : [],
    )
    for (const cid of this.#held) if (!listed.includes(cid)) this.#held.delete(cid)
  }

  async *live() {
    const told = new Set<Bytes32>()
    for (;;) {
      const named = this.#judged().filter(({ outcome }) => outcome?.status !== 'refused')
      const digests = new Set([...named, ...this.#undone].map(({ digest }) => digest))
      const fresh = [...digests].filter((digest) => !told.has(digest))
      if (fresh.length === 0) return
      for (const digest of fresh) {
        told.add(digest)
        yield cborCidOf(fromHex(digest))
      }
    }
  }

  async keyRevokedAt(artist: Address, key: Bytes32): Promise<Place | undefined> {
    return this.#revokedAt(artist, key)
  }

  async counts() {
    const judged = this.#judged()
    return {
      listed: this.#entries().filter(({ retired }) => !retired).length,
      waiting: judged.filter(({ outcome }) => !outcome).length,
      refused: judged.filter(({ outcome }) => outcome?.status === 'refused').length,
    }
  }

  async [Symbol.asyncDispose]() {
    this.#events = []
  }

  /** Each naming of another manifest than the one named last, of releases that were minted. */
  #candidates(): Candidate[] {
    const named = new Map<ReleaseId, Bytes32>()
    const candidates: Candidate[] = []
    for (const event of this.#events) {
      if (event.kind !== 'minted' && event.kind !== 'revised') continue
      const { release, artist, block, logIndex } = event
      if (event.kind === 'revised' && !named.has(release)) continue
      const { salt, manifest: digest } = event.kind === 'minted' ? event.terms : event
      if (named.get(release) !== digest) {
        candidates.push({ release, artist, salt, digest, block, logIndex, attempts: 0 })
      }
      named.set(release, digest)
    }
    return candidates
  }

  #judged(): Judged[] {
    const current = new Map<ReleaseId, Manifest>()
    const owners = new Map<string, { release: ReleaseId; artist: Address }[]>()
    return this.#candidates().map((candidate) => {
      const { release, artist } = candidate
      const found = this.#found.get(keyOf(candidate)) ?? {
        attempts: 0,
        retryAt: NEVER_TRIED,
        outcome: undefined,
      }
      const judged = { ...candidate, attempts: found.attempts, retryAt: found.retryAt }
      if (found.outcome?.status !== 'listed') return { ...judged, outcome: found.outcome }
      const { manifest } = found.outcome
      const claims = claimsOf(manifest).map((cid) => cid.toString())
      const reason = judge(candidate, {
        owner: () =>
          claims.flatMap((cid) => owners.get(cid) ?? []).find((o) => o.artist !== artist)?.release,
        manifest: () => manifest,
        revokedAt: (key) => this.#revokedAt(artist, key),
        previous: () => current.get(release),
      })
      if (reason !== undefined) return { ...judged, outcome: { status: 'refused', reason } }
      current.set(release, manifest)
      for (const cid of claims) owners.set(cid, [...(owners.get(cid) ?? []), { release, artist }])
      return { ...judged, outcome: found.outcome }
    })
  }

  /** Waiting and first of its release: never tried, then hurried, then longest due. */
  #next(): Judged[] {
    const waiting = this.#judged().filter(({ outcome }) => !outcome)
    const first = new Map(waiting.toReversed().map((one) => [one.release, one]))
    return [...first.values()].toSorted(
      (a, b) => a.retryAt - b.retryAt || (isBefore(a, b) ? -1 : 1),
    )
  }

  /** Oldest first. */
  #entries(): Entry[] {
    const listed = this.#judged().filter(({ outcome }) => outcome?.status === 'listed')
    const current = new Map(listed.map((one) => [one.release, one]))
    return [...current.values()]
      .map((judged) => this.#entryOf(judged))
      .toSorted((a, b) => (isBefore(a.place, b.place) ? -1 : 1))
  }

  #entryOf({ release, artist, salt, digest, outcome }: Judged): Entry {
    const editions = this.#editions(release)
    const [first] = editions
    if (!first || outcome?.status !== 'listed') throw new Error('only what was minted is listed')
    const { block, logIndex } = first
    return {
      ...{ release, artist, salt, editions },
      place: { block, logIndex },
      cid: cborCidOf(fromHex(digest)),
      manifest: outcome.manifest,
      sold: this.#events.filter(
        (e) => e.kind === 'sold' && editions.some(({ edition }) => edition === e.edition),
      ).length,
      retired: this.#events.some((e) => e.kind === 'retired' && e.release === release),
    }
  }

  #editions(of: ReleaseId): Edition[] {
    const seen = new Map<string, Edition>()
    for (const event of this.#events) {
      if (event.kind !== 'minted' || event.release !== of || seen.has(event.edition)) continue
      const { edition, terms, block, logIndex } = event
      const closed = this.#events.some((e) => e.kind === 'closed' && e.edition === edition)
      seen.set(edition, { edition, terms, closed, block, logIndex })
    }
    return [...seen.values()]
  }

  #files(which: (entry: Entry) => boolean): ListedFile[] {
    const judged = this.#judged().toReversed()
    return this.#entries()
      .filter(which)
      .flatMap(({ release }) => {
        const current = judged.find((j) => j.release === release && j.outcome?.status === 'listed')
        return current?.outcome?.status === 'listed' ? current.outcome.files : []
      })
  }

  #revokedAt(artist: Address, key: Bytes32): Place | undefined {
    const event = this.#events.find(
      (e) => e.kind === 'key-revoked' && e.artist === artist && e.key === key,
    )
    return event && { block: event.block, logIndex: event.logIndex }
  }
}

const keyOf = ({ block, logIndex, release, digest }: Candidate): string =>
  [block, logIndex, release, digest].join()

/** 0 unless every token begins a word somewhere. */
function scoreOf({ manifest }: Entry, tokens: readonly string[]): number {
  const words = wordsOf(manifest)
  const scores = tokens.map((token) =>
    Object.entries(WEIGHTS)
      // The keys of WEIGHTS are those of Words.
      .filter(([field]) => ` ${words[field as keyof typeof words]}`.includes(` ${token}`))
      .reduce((sum, [, weight]) => sum + weight, 0),
  )
  return scores.includes(0) ? 0 : scores.reduce((sum, score) => sum + score, 0)
}
