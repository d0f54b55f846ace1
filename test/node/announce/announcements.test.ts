import assert from 'node:assert/strict'
import { mock } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import {
  Announcements,
  checkAnnouncement,
  signAnnouncement,
  type AnnouncementPowers,
} from '../../../node/announce/announcements.ts'
import {
  decodeAnnouncement,
  encodeAnnouncement,
  encodeAnnouncementBody,
  MAX_ANNOUNCEMENT_BYTES,
  type AnnouncementBody,
} from '../../../node/domain/announcement.ts'
import { encodeCanonical } from '../../../node/domain/canonical.ts'
import type { Outcome } from '../../../node/domain/catalogue.ts'
import { InvalidAnnouncementError } from '../../../node/domain/errors.ts'
import { fromHex, type Bytes32 } from '../../../node/domain/ids.ts'
import { cborCidOf } from '../../../node/crypto/hash.ts'
import { sign } from '../../../node/crypto/ed25519.ts'
import type { Network } from '../../../node/network/createNetwork.ts'
import { silent } from '../../../node/network/silentGossip.ts'
import {
  CHAIN,
  fakeEditionId,
  FakeLedger,
  hashOf,
  makeArtist,
  makeManifest,
  minted,
  revised,
  termsOf,
  type Made,
  type TestArtist,
} from '../../support/manifests.ts'
import { MemoryIndex } from '../../support/memoryIndex.ts'
import { join, testNetwork } from '../../support/network.ts'

const bodyOf = (made: Made, fields: Partial<AnnouncementBody> = {}): AnnouncementBody => ({
  v: 1,
  chain: CHAIN.id,
  contract: fromHex(CHAIN.contract),
  artist: fromHex(made.artist.wallet),
  salt: fromHex(made.salt),
  edition: fromHex(fakeEditionId(termsOf(made))),
  manifest: cborCidOf(fromHex(made.digest)),
  key: made.artist.key,
  ...fields,
})

/** An index that writes down what it is told, and looks at a chain only when asked to. */
class World {
  readonly ledger = new FakeLedger()
  readonly index = new MemoryIndex()
  readonly hurried: Bytes32[] = []
  looks = 0

  async catchUp(): Promise<void> {
    this.looks += 1
    const [last] = await this.index.recent()
    const head = await this.ledger.head()
    const from = (last?.number ?? -1) + 1
    if (head.number >= from) {
      await this.index.advance(head, await this.ledger.events(from, head.number))
    }
  }

  announcements(powers: Partial<AnnouncementPowers> = {}): Announcements {
    const { index } = this
    return new Announcements({
      gossip: silent,
      chain: CHAIN,
      ledger: this.ledger,
      index: {
        standing: (release, digest) => index.standing(release, digest),
        release: (id) => index.release(id),
        hurry: async (digest) => {
          this.hurried.push(digest)
          await index.hurry(digest)
        },
      },
      catchUp: () => this.catchUp(),
      ...powers,
    })
  }

  async settle(outcome: Outcome): Promise<void> {
    for (const candidate of await this.index.due(Infinity, 10)) {
      await this.index.settle(candidate, outcome)
    }
  }
}

describe('announcements', () => {
  let artist: TestArtist
  let made: Made
  let data: Uint8Array
  let world: World
  let announcements: Announcements

  beforeEach(async () => {
    artist = await makeArtist('Ada')
    made = await makeManifest(artist, 'Night Ferry')
    data = await signAnnouncement(bodyOf(made), artist.secret)
    world = new World()
    announcements = world.announcements()
  })

  const changedSignature = () => {
    const announcement = decodeAnnouncement(data)
    const signature = announcement.signature.map((byte, i) => (i === 9 ? byte ^ 1 : byte))
    return encodeAnnouncement({ ...announcement, signature })
  }

  describe('judged', () => {
    it('are passed on when the chain names the manifest, which is then checked at once', async () => {
      world.ledger.mine([minted(made)])
      await world.catchUp()
      world.looks = 0
      assert.equal(await announcements.judge(data, 'peer'), 'accept')
      assert.deepEqual(world.hurried, [made.digest])
      assert.equal(world.looks, 0)
    })

    it('make us look at the chain once when we do not know them yet', async () => {
      world.ledger.mine([minted(made)])
      assert.equal(await announcements.judge(data, 'peer'), 'accept')
      assert.equal(world.looks, 1)
      assert.deepEqual(world.hurried, [made.digest])
    })

    it('are dropped without blame when the chain does not name them, after one look', async () => {
      assert.equal(await announcements.judge(data, 'peer'), 'ignore')
      assert.equal(world.looks, 1)
      assert.deepEqual(world.hurried, [])
    })

    it('are passed on for a manifest already listed, also for a revised one', async () => {
      const next = await makeManifest(artist, 'Night Ferry again', { salt: fromHex(made.salt) })
      world.ledger.mine([minted(made), revised(next)])
      await world.catchUp()
      await world.settle({ status: 'listed', manifest: made.manifest, files: [] })
      assert.equal(await world.index.standing(made.release, made.digest), 'listed')
      assert.equal(await announcements.judge(data, 'peer'), 'accept')
      const news = await signAnnouncement(bodyOf(next), artist.secret)
      assert.equal(await announcements.judge(news, 'peer'), 'accept')
    })

    it('of one release by strangers’ keys are passed on once before it is checked, never after', async () => {
      world.ledger.mine([minted(made)])
      const strangers = await Promise.all(
        Array.from({ length: 50 }, async (_, i) => {
          const { key, secret } = await makeArtist(`stranger ${i}`)
          return signAnnouncement(bodyOf(made, { key, edition: hashOf(`edition ${i}`) }), secret)
        }),
      )
      const verdicts = async () => {
        const all = await Promise.all(strangers.map((each) => announcements.judge(each, 'peer')))
        return all.filter((verdict) => verdict !== 'ignore')
      }
      assert.deepEqual(await verdicts(), ['accept'])
      assert.deepEqual(world.hurried, [made.digest])
      await world.settle({ status: 'listed', manifest: made.manifest, files: [] })
      assert.deepEqual(await verdicts(), [])
      assert.equal(await announcements.judge(data, 'peer'), 'accept')
    })

    it('of a listed release are dropped unless key, edition and manifest are the artist’s', async () => {
      const next = await makeManifest(artist, 'Night Ferry', { notes: 'Mixed anew.' })
      world.ledger.mine([minted(made), revised(next)])
      await world.catchUp()
      await world.settle({ status: 'listed', manifest: made.manifest, files: [] })
      const { key, secret } = await makeArtist('Ada', 1)
      const edition = fromHex(fakeEditionId(termsOf(made)))
      const wrong = [
        await signAnnouncement(bodyOf(made, { key }), secret),
        await signAnnouncement(bodyOf(made, { edition: hashOf('edition') }), artist.secret),
      ]
      for (const each of wrong) assert.equal(await announcements.judge(each, 'peer'), 'ignore')
      await world.settle({ status: 'listed', manifest: next.manifest, files: [] })
      assert.equal(await announcements.judge(data, 'peer'), 'ignore')
      const news = await signAnnouncement(bodyOf(next, { edition }), artist.secret)
      assert.equal(await announcements.judge(news, 'peer'), 'accept')
    })

    it('are passed on once an hour, also when a hundred peers say the same', async () => {
      world.ledger.mine([minted(made)])
      await world.catchUp()
      let now = 0
      announcements = world.announcements({ now: () => now })
      const verdicts = async () => {
        const peers = Array.from({ length: 100 }, (_, i) => `peer ${i}`)
        const all = await Promise.all(peers.map((peer) => announcements.judge(data, peer)))
        return all.filter((verdict) => verdict === 'accept').length
      }
      assert.equal(await verdicts(), 1)
      await world.settle({ status: 'listed', manifest: made.manifest, files: [] })
      assert.equal(await verdicts(), 1)
      now += 3_599_999
      assert.equal(await verdicts(), 0)
      now += 1
      assert.equal(await verdicts(), 1)
    })

    it('are dropped when the manifest was refused', async () => {
      world.ledger.mine([minted(made)])
      await world.catchUp()
      await world.settle({ status: 'refused', reason: 'magic: no song' })
      assert.equal(await announcements.judge(data, 'peer'), 'ignore')
      assert.deepEqual(world.hurried, [])
    })

    it('are dropped when the chain names that manifest for another release', async () => {
      world.ledger.mine([minted(made)])
      for (const fields of [{ salt: hashOf('other') }, { artist: hashOf('other').subarray(12) }]) {
        const other = await signAnnouncement(bodyOf(made, fields), artist.secret)
        assert.equal(await announcements.judge(other, 'peer'), 'ignore')
      }
      assert.deepEqual(world.hurried, [])
    })

    it('are the sender’s fault when the signature is wrong', async () => {
      world.ledger.mine([minted(made)])
      assert.equal(await announcements.judge(changedSignature(), 'peer'), 'reject')
      const eve = await makeArtist('Eve')
      const stolen = await signAnnouncement(bodyOf(made), eve.secret)
      assert.equal(await announcements.judge(stolen, 'peer'), 'reject')
      assert.equal(world.looks, 0)
    })

    it('are the sender’s fault when they were signed as something else', async () => {
      const body = bodyOf(made)
      const signature = await sign('manifest', encodeAnnouncementBody(body), artist.secret)
      const forged = encodeAnnouncement({ ...body, signature })
      assert.equal(await announcements.judge(forged, 'peer'), 'reject')
    })

    it('are the sender’s fault when they are not in the one canonical form', async () => {
      world.ledger.mine([minted(made)])
      const trailing = Uint8Array.from([...data, 0])
      const padded = encodeCanonical({ ...decodeAnnouncement(data), toString: 1 })
      const long = Uint8Array.from([0xb8, (data[0] ?? 0) & 0x1f, ...data.subarray(1)])
      for (const other of [trailing, padded, long, data.subarray(1), new Uint8Array()]) {
        assert.equal(await announcements.judge(other, 'peer'), 'reject')
      }
      assert.equal(await announcements.judge(data, 'peer'), 'accept')
    })

    it('are the sender’s fault when they are larger than 1 KiB', async () => {
      const large = new Uint8Array(MAX_ANNOUNCEMENT_BYTES + 1)
      assert.equal(await announcements.judge(large, 'peer'), 'reject')
    })

    it('are the sender’s fault when they name a manifest by no hash of the chain', async () => {
      world.ledger.mine([minted(made)])
      const { CID } = await import('multiformats/cid')
      const asFile = CID.createV1(0x55, bodyOf(made).manifest.multihash)
      const other = await signAnnouncement(bodyOf(made, { manifest: asFile }), artist.secret)
      assert.equal(await announcements.judge(other, 'peer'), 'reject')
    })

    it('of another chain or contract are nobody’s fault, and cost no look', async () => {
      world.ledger.mine([minted(made)])
      for (const fields of [{ chain: 1 }, { contract: hashOf('other').subarray(12) }]) {
        const other = await signAnnouncement(bodyOf(made, fields), artist.secret)
        assert.equal(await announcements.judge(other, 'peer'), 'ignore')
      }
      assert.equal(world.looks, 0)
      assert.deepEqual(world.hurried, [])
    })

    it('are heard up to a budget for each peer, which fills up again', async () => {
      world.ledger.mine([minted(made)])
      let now = 0
      announcements = world.announcements({ now: () => now })
      const verdicts = async (peer: string, tries: number) => {
        const all = await Promise.all(
          Array.from({ length: tries }, () => announcements.judge(new Uint8Array(), peer)),
        )
        return all.filter((verdict) => verdict === 'reject').length
      }
      assert.equal(await verdicts('loud', 300), 200)
      assert.equal(await announcements.judge(data, 'loud'), 'ignore')
      assert.equal(await announcements.judge(data, 'quiet'), 'accept')
      now += 1000
      assert.equal(await verdicts('loud', 300), 20)
    })
  })

  describe('of what the chain does not name', () => {
    beforeEach(() => {
      mock.timers.enable({ apis: ['setTimeout', 'Date'] })
      announcements = world.announcements({ now: () => Date.now() })
    })

    afterEach(async () => {
      await announcements[Symbol.asyncDispose]()
      mock.timers.reset()
    })

    /** Lets so much time pass, in steps small enough for one timer to set the next. */
    const passes = async (ms: number) => {
      for (let passed = 0; passed < ms; passed += 100) {
        mock.timers.tick(100)
        for (let i = 0; i < 20; i++) await new Promise(setImmediate)
      }
    }

    const inventions = (count: number) =>
      Promise.all(
        Array.from({ length: count }, async (_, i) =>
          signAnnouncement(
            bodyOf(made, { salt: hashOf(`salt ${i}`), manifest: cborCidOf(hashOf(`no ${i}`)) }),
            artist.secret,
          ),
        ),
      )

    it('cause only a few looks at the chain, and then none any more', async () => {
      for (const each of await inventions(200)) {
        assert.equal(await announcements.judge(each, 'peer'), 'ignore')
      }
      assert.equal(world.looks, 3)
      await passes(60_000)
      assert.ok(world.looks <= 3 + 30, `${world.looks}`)
      const { looks } = world
      await passes(60_000)
      assert.equal(world.looks, looks)
    })

    it('are looked for again without being told again, at most five times', async () => {
      assert.equal(await announcements.judge(data, 'peer'), 'ignore')
      assert.equal(world.looks, 1)
      await passes(1000)
      assert.equal(world.looks, 2)
      await passes(60_000)
      assert.equal(world.looks, 6)
    })

    it('are checked soon after the chain names them', async () => {
      assert.equal(await announcements.judge(data, 'peer'), 'ignore')
      world.ledger.mine([minted(made)])
      await passes(1000)
      assert.equal(await world.index.standing(made.release, made.digest), 'later')
      assert.deepEqual(world.hurried, [made.digest])
      const { looks } = world
      await passes(60_000)
      assert.equal(world.looks, looks)
    })

    it('do not keep a true one waiting for more than two seconds', async () => {
      const flood = await inventions(400)
      for (const [i, each] of flood.entries()) await announcements.judge(each, `peer ${i % 9}`)
      world.ledger.mine([minted(made)])
      await announcements.judge(data, 'honest')
      await passes(2000)
      assert.deepEqual(world.hurried, [made.digest])
    })

    it('are forgotten when the node stops', async () => {
      await announcements.judge(data, 'peer')
      await announcements[Symbol.asyncDispose]()
      const other = await inventions(1)
      for (const each of other) assert.equal(await announcements.judge(each, 'peer'), 'ignore')
      await passes(60_000)
      assert.equal(world.looks, 1)
    })
  })

  describe('told', () => {
    it('only when others would not reject them', async () => {
      const sent: Uint8Array[] = []
      announcements = world.announcements({
        gossip: { ...silent, publish: async (_topic, what) => void sent.push(what) },
      })
      await assert.rejects(announcements.tell(changedSignature()), InvalidAnnouncementError)
      await assert.rejects(announcements.tell(Uint8Array.of(0xa0)), InvalidAnnouncementError)
      assert.deepEqual(sent, [])
      await announcements.tell(data)
      assert.deepEqual(sent, [data])
      assert.deepEqual(await checkAnnouncement(data), decodeAnnouncement(data))
    })
  })

  describe('over gossip', () => {
    let here: Network
    let there: Network

    beforeEach(async () => {
      ;[here, there] = await Promise.all([testNetwork(), testNetwork()])
      await join(here, there)
    })

    afterEach(async () => {
      await here[Symbol.asyncDispose]()
      await there[Symbol.asyncDispose]()
    })

    /** Whatever this node is given it sends, so that the other has to judge. */
    const sender = (network: Network) => {
      const lenient = { ...network.gossip, publish: network.gossip.publish.bind(network.gossip) }
      network.gossip.subscribe('/megabox/releases/1', async () => 'accept')
      return (what: Uint8Array) => lenient.publish('/megabox/releases/1', what)
    }

    it('reach a peer who did not know, and are counted by what became of them', async () => {
      world.ledger.mine([minted(made)])
      announcements = world.announcements({ gossip: there.gossip })
      announcements.start()
      const send = sender(here)
      const elsewhere = (chain: number) => signAnnouncement(bodyOf(made, { chain }), artist.secret)
      // Subscriptions travel first; what is sent before has nobody to go to.
      for (let chain = 1; announcements.heard.ignored === 0 && chain < 100; chain++) {
        await send(await elsewhere(chain))
        await pause(50)
      }
      const { ignored } = announcements.heard
      assert.ok(ignored > 0)
      assert.deepEqual(announcements.heard, { accepted: 0, ignored, rejected: 0 })
      await send(data)
      await send(changedSignature())
      await until(() => announcements.heard.accepted + announcements.heard.rejected === 2)
      assert.deepEqual(announcements.heard, { accepted: 1, ignored, rejected: 1 })
      assert.deepEqual(world.hurried, [made.digest])
      assert.equal(world.looks, 1)
    })
  })
})

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds() && tries < 100; tries++) await pause(50)
}
