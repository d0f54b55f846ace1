/**
 * Announcements on gossip. They only hurry: a heard one makes us look at the chain at once, and is
 * passed on only when the chain names that manifest. What is wrong in itself is the sender's fault
 * (reject); what we merely cannot confirm is not (ignore), since our view of the chain may lag and
 * an artist's key may change.
 */
import type { CID } from 'multiformats/cid'
import { sign, verify } from '../crypto/ed25519.ts'
import {
  decodeAnnouncement,
  encodeAnnouncement,
  encodeAnnouncementBody,
  RELEASES_TOPIC,
  type Announcement,
  type AnnouncementBody,
} from '../domain/announcement.ts'
import type { ChainRef } from '../domain/chain.ts'
import { InvalidAnnouncementError } from '../domain/errors.ts'
import { addressOf, bytes32Of, toHex } from '../domain/ids.ts'
import type { Outcome } from '../domain/catalogue.ts'
import type { Gossip, Index, Ledger, PeerName, Verdict } from '../domain/ports.ts'
import { Budget } from './budget.ts'
import { Recent } from './recent.ts'
import { Unknown, type Named } from './unknown.ts'

/** A lively label announces a few records an hour; a peer passes on what many say. */
const MESSAGES = { perSecond: 20, burst: 200 }
/** The same news is news once an hour. */
const NEWS = { forMs: 3_600_000, limit: 10_000 }

export interface AnnouncementPowers {
  gossip: Gossip
  chain: ChainRef
  ledger: Pick<Ledger, 'releaseId'>
  index: Pick<Index, 'standing' | 'hurry' | 'release'>
  /** Looks at the chain now; resolves when it has been looked at. */
  catchUp: () => Promise<void>
  /** Whoever passes news on has mostly listed it, and so has the manifest. */
  onHolder?: (manifest: CID, peer: PeerName) => void
  /** Milliseconds of a clock that only goes forward. */
  now?: () => number
}

export interface Heard {
  accepted: number
  ignored: number
  rejected: number
}

export class Announcements implements AsyncDisposable {
  readonly heard: Heard = { accepted: 0, ignored: 0, rejected: 0 }
  readonly #powers: AnnouncementPowers
  readonly #now: () => number
  readonly #budgets = new Map<PeerName, Budget>()
  readonly #accepted: Recent
  readonly #unknown: Unknown

  constructor(powers: AnnouncementPowers) {
    this.#powers = powers
    this.#now = powers.now ?? (() => performance.now())
    this.#accepted = new Recent(NEWS, this.#now)
    this.#unknown = new Unknown({
      look: powers.catchUp,
      found: (named) => this.#hurry(named),
      now: this.#now,
    })
  }

  start(): void {
    this.#powers.gossip.subscribe(RELEASES_TOPIC, async (data, from) => {
      const verdict = await this.judge(data, from)
      const counter = { accept: 'accepted', ignore: 'ignored', reject: 'rejected' } as const
      this.heard[counter[verdict]] += 1
      return verdict
    })
  }

  /** Looks for nothing any more. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#unknown[Symbol.asyncDispose]()
  }

  async judge(data: Uint8Array, from: PeerName): Promise<Verdict> {
    if (!this.#budgetOf(from).take()) return 'ignore'
    let announcement: Announcement
    try {
      announcement = await checkAnnouncement(data)
    } catch (error) {
      if (error instanceof InvalidAnnouncementError) return 'reject'
      throw error
    }
    if (!this.#isOurs(announcement)) return 'ignore'
    this.#powers.onHolder?.(announcement.manifest, from)
    return this.#confirm(announcement)
  }

  /** Tells the network of a release that was just minted. Refuses what others would reject. */
  async tell(data: Uint8Array): Promise<void> {
    await checkAnnouncement(data)
    await this.#powers.gossip.publish(RELEASES_TOPIC, data)
  }

  #isOurs({ chain, contract }: Announcement): boolean {
    return chain === this.#powers.chain.id && addressOf(contract) === this.#powers.chain.contract
  }

  /** Does the chain name this manifest for this release? Asks it when we do not know. */
  async #confirm(announcement: Announcement): Promise<Verdict> {
    const { artist, salt, manifest } = announcement
    const release = this.#powers.ledger.releaseId(addressOf(artist), bytes32Of(salt))
    const named = { release, digest: bytes32Of(manifest.multihash.digest) }
    let standing = await this.#standing(named)
    if (!standing) {
      const looked = await this.#unknown.look()
      standing = await this.#standing(named)
      if (!standing) this.#unknown.remember(named, { looked })
    }
    if (standing === 'later') return this.#confirmNamed(named)
    return standing === 'listed' ? this.#confirmListed(named, announcement) : 'ignore'
  }

  /**
   * Its manifest is not here yet, so nobody can say whose key and which edition are right, and
   * anybody could sign any number of announcements of it. The first one hurries as well as the rest.
   */
  async #confirmNamed(named: Named): Promise<Verdict> {
    const { release, digest } = named
    if (!this.#accepted.first(`${release} ${digest}`)) return 'ignore'
    await this.#hurry(named)
    return 'accept'
  }

  /** A stale one is nobody's fault, nor is a key that a revision replaced. */
  async #confirmListed({ release, digest }: Named, said: Announcement): Promise<Verdict> {
    const entry = await this.#powers.index.release(release)
    const edition = toHex(said.edition)
    const isTrue =
      entry?.cid.equals(said.manifest) === true &&
      toHex(entry.manifest.release.artist.key) === toHex(said.key) &&
      entry.editions.some((each) => each.edition === edition)
    return isTrue && this.#accepted.first(`${release} ${digest} ${edition}`) ? 'accept' : 'ignore'
  }

  /** True when the chain names it; it is then checked at once. */
  async #hurry(named: Named): Promise<boolean> {
    const standing = await this.#standing(named)
    if (standing === 'later') await this.#powers.index.hurry(named.digest)
    return standing !== undefined
  }

  #standing({ release, digest }: Named): Promise<Outcome['status'] | undefined> {
    return this.#powers.index.standing(release, digest)
  }

  #budgetOf(peer: PeerName): Budget {
    const known = this.#budgets.get(peer)
    if (known) return known
    // Peers come and go; forgetting them all now and then costs only a fresh burst.
    if (this.#budgets.size > 1000) this.#budgets.clear()
    const budget = new Budget(MESSAGES, this.#now)
    this.#budgets.set(peer, budget)
    return budget
  }
}

/** Well-formed, canonical and signed by the key it names. */
export async function checkAnnouncement(data: Uint8Array): Promise<Announcement> {
  const announcement = decodeAnnouncement(data)
  const body = encodeAnnouncementBody(announcement)
  const { signature, key } = announcement
  if (await verify('announcement', body, signature, key)) return announcement
  throw new InvalidAnnouncementError('its signature is wrong')
}

export async function signAnnouncement(
  body: AnnouncementBody,
  secret: Uint8Array,
): Promise<Uint8Array> {
  const signature = await sign('announcement', encodeAnnouncementBody(body), secret)
  return encodeAnnouncement({ ...body, signature })
}
