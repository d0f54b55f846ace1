/**
 * What a page hears of new releases. It has no chain to ask, so it passes nothing on and lists
 * nothing: it says what exists, by its signed manifest when somebody has that, and each shop goes on
 * to list only what it has checked itself.
 */
import type { CID } from 'multiformats/cid'
import { checkAnnouncement } from '../announce/announcements.ts'
import { Budget } from '../announce/budget.ts'
import { Recent } from '../announce/recent.ts'
import { checkWork } from '../catalogue/checkWork.ts'
import { releaseIdOf } from '../crypto/releaseId.ts'
import { RELEASES_TOPIC, type Announcement } from '../domain/announcement.ts'
import { workViewOf, type WorkView } from '../domain/catalogue.ts'
import type { ChainRef } from '../domain/chain.ts'
import { InvalidAnnouncementError } from '../domain/errors.ts'
import { addressOf, bytes32Of, type Address, type Bytes32, type ReleaseId } from '../domain/ids.ts'
import type { Gossip, Verdict } from '../domain/ports.ts'

export interface HeardRelease {
  release: ReleaseId
  /** CID. */
  manifest: string
  /**
   * What its manifest says, signed by the key it names. Whether the wallet gave that key its word, and
   * whether the chain knows it, nobody here has asked.
   */
  work?: WorkView
}

type Chain = Pick<ChainRef, 'id' | 'contract'>

export interface NewsPowers {
  gossip: Pick<Gossip, 'subscribe'>
  /** Of the shop this page is of; nothing is heard while it is unknown. */
  chain(): Chain | undefined
  /** Fetches a block and compares its hash. */
  block(cid: CID, signal: AbortSignal): Promise<Uint8Array>
  /** Milliseconds of a clock that only goes forward. */
  now?: () => number
}

/** Each costs a signature, whoever made it. A label's whole back catalogue is a burst. */
const MESSAGES = { perSecond: 4, burst: 60 }
/** Each costs a block. */
const LOOKS = { perSecond: 1, burst: 20 }
const NEWS = { forMs: 3_600_000, limit: 1_000 }
const MANIFEST_MS = 20_000

/** Calls `tell` once for each release that is announced, until the gossip ends. */
export function hearNews(powers: NewsPowers, tell: (heard: HeardRelease) => void): void {
  const now = powers.now ?? (() => performance.now())
  const [messages, looks] = [new Budget(MESSAGES, now), new Budget(LOOKS, now)]
  const told = new Recent(NEWS, now)
  const hear = async (data: Uint8Array): Promise<Verdict> => {
    const chain = powers.chain()
    if (!chain || !messages.take()) return 'ignore'
    const announcement = await checked(data)
    if (!announcement) return 'reject'
    const { manifest, artist, salt } = announcement
    if (announcement.chain !== chain.id || addressOf(announcement.contract) !== chain.contract)
      return 'ignore'
    const release = releaseIdOf(chain, addressOf(artist), bytes32Of(salt))
    if (!told.first(`${release} ${manifest.toString()}`) || !looks.take()) return 'ignore'
    void workIn({ cid: manifest, release, chain }, powers).then((work) =>
      tell({ release, manifest: manifest.toString(), ...(work && { work }) }),
    )
    // Nobody here can say whether the chain knows it.
    return 'ignore'
  }
  powers.gossip.subscribe(RELEASES_TOPIC, hear)
}

async function checked(data: Uint8Array): Promise<Announcement | undefined> {
  try {
    return await checkAnnouncement(data)
  } catch (error) {
    if (error instanceof InvalidAnnouncementError) return undefined
    throw error
  }
}

interface Named {
  cid: CID
  release: ReleaseId
  chain: Chain
}

/**
 * Undefined when nobody has the manifest, or it is of another release. Whoever announced it: its
 * artist signed it, so a stranger can only have told of what is there.
 */
async function workIn(
  { cid, release, chain }: Named,
  powers: NewsPowers,
): Promise<WorkView | undefined> {
  const signal = AbortSignal.timeout(MANIFEST_MS)
  try {
    const block = await powers.block(cid, signal)
    const digest = bytes32Of(cid.multihash.digest)
    const manifest = await checkWork(block, { release, digest }, unasked(chain), signal)
    return manifest && workViewOf({ release, cid, manifest })
  } catch {
    return undefined
  }
}

/** In place of a chain and of files that a page does not have: what they would say is left open. */
const unasked = (chain: Chain) => {
  const absent = (): never => {
    throw new Error('a page asks no chain and reads no song for news')
  }
  return {
    ledger: {
      chain: { ...chain, genesis: bytes32Of(new Uint8Array(32)) },
      releaseId: (artist: Address, salt: Bytes32) => releaseIdOf(chain, artist, salt),
      delegated: async () => true,
      block: absent,
    },
    files: { read: absent, size: absent },
  }
}
