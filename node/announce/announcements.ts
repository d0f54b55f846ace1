/**
 * Announcements on gossip. They only hurry: a heard one makes us look at the chain at once, and is
 * passed on only when the chain names that manifest. What is wrong in itself is the sender's fault
 * (reject); what we merely cannot confirm is not (ignore), since our view of the chain may lag.
 */
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
import { addressOf, bytes32Of, type Bytes32, type ReleaseId } from '../domain/ids.ts'
import type { Gossip, Index, Ledger, PeerName, Verdict } from '../domain/ports.ts'
import { Budget } from './budget.ts'

/** A lively label announces a few records an hour; a peer passes on what many say. */
const MESSAGES = { perSecond: 20, burst: 200 }

export interface AnnouncementPowers {
  gossip: Gossip
  chain: ChainRef
  ledger: Pick<Ledger, 'releaseId'>
  index: Pick<Index, 'standing' | 'hurry'>
  /** Looks at the chain now; resolves when it has been looked at. */
  catchUp: () => Promise<void>
  now?: () => number
}

export interface Heard {
  accepted: number
  ignored: number
  rejected: number
}

export class Announcements {
  readonly heard: Heard = { accepted: 0, ignored: 0, rejected: 0 }
  readonly #powers: AnnouncementPowers
  readonly #budgets = new Map<PeerName, Budget>()

  constructor(powers: AnnouncementPowers) {
    this.#powers = powers
  }

  start(): void {
    this.#powers.gossip.subscribe(RELEASES_TOPIC, async (data, from) => {
      const verdict = await this.judge(data, from)
      const counter = { accept: 'accepted', ignore: 'ignored', reject: 'rejected' } as const
      this.heard[counter[verdict]] += 1
      return verdict
    })
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

  /** Does the chain name this manifest for this release? Asks it at once when we do not know. */
  async #confirm({ artist, salt, manifest }: Announcement): Promise<Verdict> {
    const { ledger, index, catchUp } = this.#powers
    const release = ledger.releaseId(addressOf(artist), bytes32Of(salt))
    const digest = bytes32Of(manifest.multihash.digest)
    if (!(await this.#named(release, digest))) await catchUp()
    if (!(await this.#named(release, digest))) return 'ignore'
    await index.hurry(digest)
    return 'accept'
  }

  async #named(release: ReleaseId, digest: Bytes32): Promise<boolean> {
    const standing = await this.#powers.index.standing(release, digest)
    return standing === 'later' || standing === 'listed'
  }

  #budgetOf(peer: PeerName): Budget {
    const known = this.#budgets.get(peer)
    if (known) return known
    // Peers come and go; forgetting them all now and then costs only a fresh burst.
    if (this.#budgets.size > 1000) this.#budgets.clear()
    const budget = new Budget(MESSAGES, this.#powers.now)
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
