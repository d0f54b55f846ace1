import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { signAnnouncement } from '../../../node/announce/announcements.ts'
import { cborCidOf } from '../../../node/crypto/hash.ts'
import { releaseIdOf } from '../../../node/crypto/releaseId.ts'
import type { AnnouncementBody } from '../../../node/domain/announcement.ts'
import { UnreachableError } from '../../../node/domain/errors.ts'
import { fromHex } from '../../../node/domain/ids.ts'
import type { Verdict } from '../../../node/domain/ports.ts'
import { hearNews, type HeardRelease } from '../../../node/peer/news.ts'
import {
  CHAIN,
  fakeEditionId,
  makeArtist,
  makeManifest,
  termsOf,
  type Made,
  type TestArtist,
} from '../../support/manifests.ts'

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

describe('news that a page hears', () => {
  let artist: TestArtist
  let made: Made
  let told: HeardRelease[]
  /** Manifests that can be fetched, by CID. */
  let there: Map<string, Uint8Array>
  let now: number
  let hear: (data: Uint8Array) => Promise<Verdict>

  beforeEach(async () => {
    artist = await makeArtist('Ada')
    made = await makeManifest(artist, 'Night Ferry')
    there = new Map([[cidOf(made), made.bytes]])
    told = []
    now = 0
    const gossip = {
      subscribe: (_topic: string, validate: (data: Uint8Array, from: string) => Promise<Verdict>) =>
        void (hear = (data) => validate(data, 'somebody')),
    }
    const block = async (cid: { toString(): string }) => {
      const bytes = there.get(cid.toString())
      if (!bytes) throw new UnreachableError(cid.toString())
      return bytes
    }
    const powers = { gossip, chain: () => CHAIN, block, now: () => now }
    hearNews(powers, (one) => void told.push(one))
  })

  const cidOf = (one: Made) => cborCidOf(fromHex(one.digest)).toString()
  const say = async (one: Made, fields?: Partial<AnnouncementBody>) =>
    hear(await signAnnouncement(bodyOf(one, fields), artist.secret))

  /** All that was said has been looked at. */
  const settled = async () => {
    for (let last = -1; last !== told.length;) {
      last = told.length
      await pause(50)
    }
  }

  it('say what exists, by its signed manifest, and are passed on to nobody', async () => {
    assert.equal(await say(made), 'ignore')
    await settled()
    const release = releaseIdOf(CHAIN, made.artist.wallet, made.salt)
    assert.deepEqual(
      told.map((one) => [one.release, one.manifest, one.work?.title]),
      [[release, cidOf(made), 'Night Ferry']],
    )
  })

  it('are told once', async () => {
    await say(made)
    await say(made)
    await settled()
    assert.equal(told.length, 1)
  })

  it('are rejected when their signature is wrong', async () => {
    const data = await signAnnouncement(bodyOf(made), artist.secret)
    data[data.length - 1] = (data[data.length - 1] ?? 0) ^ 1
    assert.equal(await hear(data), 'reject')
    await settled()
    assert.deepEqual(told, [])
  })

  it('are none when they are of another chain', async () => {
    assert.equal(await say(made, { chain: CHAIN.id + 1 }), 'ignore')
    assert.equal(await say(made, { contract: new Uint8Array(20) }), 'ignore')
    await settled()
    assert.deepEqual(told, [])
  })

  it('say nothing of a manifest that nobody has, or that is of another release', async () => {
    there.clear()
    await say(made)
    const second = await makeManifest(artist, 'Copper')
    there.set(cidOf(second), second.bytes)
    await say(made, { manifest: cborCidOf(fromHex(second.digest)) })
    await settled()
    assert.deepEqual(
      told.map(({ manifest, work }) => [manifest, work]),
      [
        [cidOf(made), undefined],
        [cidOf(second), undefined],
      ],
    )
  })

  it('are bounded: a flood costs no more than a few manifests', async () => {
    let asked = 0
    const counted = there.get.bind(there)
    there.get = (key) => {
      asked += 1
      return counted(key)
    }
    for (let n = 0; n < 100; n++)
      await say(made, { salt: Uint8Array.from({ length: 32 }, () => n) })
    await settled()
    assert.ok(asked > 0 && asked <= 20, `${asked} were looked for`)
    now += 10_000
    await say(made)
    await settled()
    assert.equal(told.at(-1)?.work?.title, 'Night Ferry')
  })
})
