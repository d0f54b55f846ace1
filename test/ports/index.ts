/** What every `Index` must keep: run over the sqlite index and over the one in memory. */
import { expect } from 'chai'
import * as fc from 'fast-check'
import { listedFiles } from '../../node/catalogue/filesOf.ts'
import { cborCidOf } from '../../node/crypto/hash.ts'
import { REORG_GRACE_BLOCKS, type Outcome } from '../../node/domain/catalogue.ts'
import type { ChainEvent } from '../../node/domain/chain.ts'
import { UsageError } from '../../node/domain/errors.ts'
import { bytes32Of, fromHex, parseReleaseId } from '../../node/domain/ids.ts'
import type { Index } from '../../node/domain/ports.ts'
import {
  candidateOf,
  cidOf,
  digestOf,
  fakeEditionId,
  makeArtist,
  makeManifest,
  makeTrack,
  minted,
  revised,
  termsOf,
  type Happening,
  type Made,
} from '../support/manifests.ts'
import { MemoryIndex } from '../support/memoryIndex.ts'
import { makeWorld, type World } from './world.ts'

type Opened = Index & AsyncDisposable

export function indexPortSuite(name: string, open: () => Promise<Opened>): void {
  describe(`index port: ${name}`, () => {
    let index: Opened
    let next: number
    beforeEach(async () => {
      index = await open()
      next = 1
    })
    afterEach(async () => index[Symbol.asyncDispose]())

    /** The next block, with these events. Gives its number. */
    const mine = async (...happenings: Happening[]): Promise<number> => {
      const block = next++
      const events: ChainEvent[] = happenings.map((what, logIndex) => ({
        ...what,
        block,
        logIndex,
      }))
      await index.advance({ number: block, hash: digestOf(`block ${block}`) }, events)
      return block
    }
    const rewind = async (block: number) => {
      await index.rewind(block)
      next = block + 1
    }
    /** Settles whatever is due that one of these manifests answers. */
    const find = async (...found: Made[]): Promise<(Outcome | undefined)[]> => {
      const outcomes = []
      for (const candidate of await index.due(Infinity, 1000)) {
        const made = found.find(({ digest }) => digest === candidate.digest)
        if (made) outcomes.push(await index.settle(candidate, soundOf(made)))
      }
      return outcomes
    }
    const titles = async (query = '', limit?: number): Promise<string[]> => {
      const { entries } = await index.search(query, limit === undefined ? {} : { limit })
      return entries.map(({ manifest }) => manifest.release.title)
    }

    describe('the chain', () => {
      it('remembers the last 64 blocks, newest first', async () => {
        for (let i = 0; i < 70; i++) await mine()
        const numbers = (await index.recent()).map(({ number }) => number)
        expect(numbers).to.deep.equal(Array.from({ length: 64 }, (_, i) => 70 - i))
      })

      it('knows where a key was first revoked, and forgets it with its block', async () => {
        const artist = await makeArtist('Ada')
        const key = bytes32Of(artist.key)
        const revoked: Happening = { kind: 'key-revoked', artist: artist.wallet, key }
        const block = await mine(revoked)
        await mine(revoked)
        expect(await index.keyRevokedAt(artist.wallet, key)).to.deep.equal({ block, logIndex: 0 })
        await rewind(0)
        expect(await index.keyRevokedAt(artist.wallet, key)).to.equal(undefined)
      })

      it('does not make a candidate of a revision of what was never minted', async () => {
        const made = await makeManifest(await makeArtist('Ada'), 'Song')
        await mine(revised(made))
        expect(await index.due(0, 10)).to.deep.equal([])
      })
    })

    describe('candidates', () => {
      it('hands out what is due, and of one release only the earliest', async () => {
        const artist = await makeArtist('Ada')
        const [first, second] = await Promise.all([versionOf(artist, 0), versionOf(artist, 1)])
        const other = await makeManifest(artist, 'Other')
        const block = await mine(minted(first), revised(second), minted(other))
        expect(await index.due(0, 10)).to.deep.equal([
          candidateOf(first, { block, logIndex: 0 }),
          candidateOf(other, { block, logIndex: 2 }),
        ])
        expect(await index.due(0, 1)).to.have.length(1)
      })

      it('asks again for what could not be fetched, when its time has come', async () => {
        const made = await makeManifest(await makeArtist('Ada'), 'Song')
        await mine(minted(made))
        expect(await index.nextDue()).to.be.at.most(0)
        const [candidate] = await index.due(0, 1)
        if (!candidate) throw new Error('it must be due')
        await index.settle(candidate, { status: 'later', reason: 'nobody', retryAt: 500 })
        expect(await index.due(499, 1)).to.deep.equal([])
        expect(await index.nextDue()).to.equal(500)
        expect(await index.due(500, 1)).to.deep.equal([{ ...candidate, attempts: 1 }])
      })

      it('makes a candidate due at once when someone announced it', async () => {
        const made = await makeManifest(await makeArtist('Ada'), 'Song')
        await mine(minted(made))
        const [candidate] = await index.due(0, 1)
        if (!candidate) throw new Error('it must be due')
        await index.settle(candidate, { status: 'later', reason: 'nobody', retryAt: 500 })
        await index.hurry(made.digest)
        expect(await index.due(1, 1)).to.have.length(1)
      })

      const four = async () => {
        const artist = await makeArtist('Ada')
        return Promise.all([0, 1, 2, 3].map((i) => makeManifest(artist, `Old ${i}`)))
      }
      const failAll = async (now: number, retryAt: number) => {
        for (const candidate of await index.due(now, 100)) {
          await index.settle(candidate, { status: 'later', reason: 'nobody', retryAt })
        }
      }

      it('hands out what was never tried before what was announced again', async () => {
        const old = await four()
        await mine(...old.map((one) => minted(one)))
        await failAll(0, 500)
        for (const { digest } of old) await index.hurry(digest)
        const fresh = await makeManifest(await makeArtist('Eve'), 'New')
        await mine(minted(fresh))
        const due = (await index.due(1, 4)).map(({ digest }) => digest)
        expect(due).to.have.length(4)
        expect(due[0]).to.equal(fresh.digest)
        expect(await index.nextDue()).to.be.at.most(0)
      })

      it('hands out what was never tried before what has long been due', async () => {
        const old = await four()
        await mine(...old.map((one) => minted(one)))
        await failAll(0, 0)
        const fresh = await makeManifest(await makeArtist('Eve'), 'New')
        await mine(minted(fresh))
        expect((await index.due(1000, 1))[0]?.digest).to.equal(fresh.digest)
      })

      it('hands out what was announced before what has long been due', async () => {
        const [announced, ...others] = await four()
        if (!announced) throw new Error('four')
        await mine(...others.map((one) => minted(one)), minted(announced))
        await failAll(0, 500)
        await index.hurry(announced.digest)
        expect((await index.due(1000, 4))[0]?.digest).to.equal(announced.digest)
      })

      it('hurries a candidate once, and again only after it was tried in its own time', async () => {
        const made = await makeManifest(await makeArtist('Ada'), 'Song')
        await mine(minted(made))
        const dueAfterHurry = async (now: number) => {
          await index.hurry(made.digest)
          return (await index.due(now, 1)).length === 1
        }
        await index.hurry(made.digest)
        await failAll(0, 500)
        expect(await dueAfterHurry(1), 'the first time').to.equal(true)
        await failAll(1, 1000)
        expect(await dueAfterHurry(2), 'after a hurried try').to.equal(false)
        expect(await dueAfterHurry(999), 'before its own time').to.equal(false)
        await failAll(1000, 2000)
        expect(await dueAfterHurry(1001), 'after a try of its own').to.equal(true)
      })

      it('does not check the same manifest again for another edition', async () => {
        const made = await makeManifest(await makeArtist('Ada'), 'Song')
        await mine(minted(made))
        await find(made)
        await mine(minted(made, { price: 5n }))
        expect(await index.counts()).to.deep.equal({ listed: 1, waiting: 0, refused: 0 })
        expect((await index.release(made.release))?.editions).to.have.length(2)
      })

      it('ignores what was found out about a candidate that the chain has forgotten', async () => {
        const made = await makeManifest(await makeArtist('Ada'), 'Song')
        await mine(minted(made))
        const [candidate] = await index.due(0, 1)
        if (!candidate) throw new Error('it must be due')
        await rewind(0)
        expect(await index.settle(candidate, soundOf(made))).to.equal(undefined)
        expect(await titles()).to.deep.equal([])
      })

      it('counts what is listed, waiting and refused', async () => {
        const artist = await makeArtist('Ada')
        const made = await Promise.all(['a', 'b', 'c'].map((t) => makeManifest(artist, t)))
        await mine(...made.map((one) => minted(one)))
        const [first, second] = await index.due(0, 3)
        if (!first || !second || !made[0]) throw new Error('they must be due')
        await index.settle(first, soundOf(made[0]))
        await index.settle(second, { status: 'refused', reason: 'signature: wrong' })
        expect(await index.counts()).to.deep.equal({ listed: 1, waiting: 1, refused: 1 })
      })

      it('tells how each manifest stands', async () => {
        const artist = await makeArtist('Ada')
        const [first, second] = [await versionOf(artist, 0), await versionOf(artist, 1)]
        await mine(minted(first), revised(second))
        await find(first)
        expect(await index.standing(first.release, first.digest)).to.equal('listed')
        expect(await index.standing(first.release, second.digest)).to.equal('later')
        expect(await index.standing(first.release, digestOf('else'))).to.equal(undefined)
      })

      it('tells how a release stands that is not listed, and why', async () => {
        const made = await makeManifest(await makeArtist('Ada'), 'Song')
        expect(await index.verdict(made.release)).to.equal(undefined)
        await mine(minted(made))
        const [candidate] = await index.due(0, 1)
        if (!candidate) throw new Error('it must be due')
        const later = await index.verdict(made.release)
        expect(later?.status).to.equal('later')
        await index.settle(candidate, { status: 'refused', reason: 'signature: wrong' })
        expect(await index.verdict(made.release)).to.deep.equal({
          ...{ edition: later?.edition, status: 'refused', reason: 'signature: wrong' },
        })
      })
    })

    describe('the listing', () => {
      it('shows a release with all its editions, and which are closed', async () => {
        const made = await makeManifest(await makeArtist('Ada'), 'Song')
        const [first, second] = [termsOf(made), termsOf(made, { price: 7n })]
        const edition = fakeEditionId(first)
        const block = await mine(minted(made), minted(made, { price: 7n }))
        await mine({ kind: 'closed', edition })
        await find(made)
        expect(await index.release(made.release)).to.deep.equal({
          release: made.release,
          artist: made.artist.wallet,
          salt: made.salt,
          place: { block, logIndex: 0 },
          cid: cborCidOf(fromHex(made.digest)),
          manifest: made.manifest,
          editions: [
            { edition, terms: first, closed: true, block, logIndex: 0 },
            { edition: fakeEditionId(second), terms: second, closed: false, block, logIndex: 1 },
          ],
          sold: 0,
          retired: false,
        })
        await rewind(block)
        expect((await index.release(made.release))?.editions[0]?.closed).to.equal(false)
      })

      it('counts copies of all editions, and tells what was bought last', async () => {
        const ada = await makeArtist('Ada')
        const [one, two, three] = [
          await makeManifest(ada, 'One'),
          await makeManifest(ada, 'Two'),
          await makeManifest(ada, 'Three'),
        ]
        const sold = (made: Made, price?: bigint): Happening => ({
          kind: 'sold',
          edition: fakeEditionId(termsOf(made, price === undefined ? {} : { price })),
        })
        await mine(minted(one), minted(one, { price: 7n }), minted(two), minted(three))
        await find(one, two, three)
        const before = await mine(sold(two), sold(one), sold(one, 7n))
        await mine(sold(two), sold(two))
        const bought = async () => (await index.boughtLately(5)).map(({ release }) => release)
        expect((await index.release(one.release))?.sold).to.equal(2)
        expect((await index.release(two.release))?.sold).to.equal(3)
        expect(await bought()).to.deep.equal([two.release, one.release])
        expect(await index.boughtLately(1)).to.have.length(1)
        await rewind(before)
        expect((await index.release(two.release))?.sold).to.equal(1)
        expect(await bought()).to.deep.equal([one.release, two.release])
        await mine({ kind: 'retired', release: one.release })
        expect(await bought()).to.deep.equal([two.release])
      })

      it('shows nothing that was not checked', async () => {
        const made = await makeManifest(await makeArtist('Ada'), 'Song')
        await mine(minted(made))
        expect(await titles()).to.deep.equal([])
        expect(await index.release(made.release)).to.equal(undefined)
      })

      it('shows the revision, and the earlier manifest again when it is rewound', async () => {
        const artist = await makeArtist('Ada')
        const [first, second] = [await versionOf(artist, 0), await versionOf(artist, 1)]
        const block = await mine(minted(first))
        await find(first)
        await mine(revised(second))
        await find(second)
        expect(await titles()).to.deep.equal(['Version 1'])
        await rewind(block)
        expect(await titles()).to.deep.equal(['Version 0'])
        expect(await titles('version 1')).to.deep.equal([])
      })

      it('keeps the earlier manifest when a revision replaces a master', async () => {
        const artist = await makeArtist('Ada')
        const first = await versionOf(artist, 0)
        const tracks = [makeTrack(1, 'Same', 'another recording')]
        const second = await makeManifest(artist, 'Version 1', { salt: saltOf(first), tracks })
        await mine(minted(first))
        await find(first)
        await mine(revised(second))
        const [outcome] = await find(second)
        expect(outcome).to.include({ status: 'refused' })
        expect(outcome)
          .to.have.property('reason')
          .that.matches(/^revision:/)
        expect(await titles()).to.deep.equal(['Version 0'])
      })

      it('takes a retired release out of search, not out of reach', async () => {
        const made = await makeManifest(await makeArtist('Ada'), 'Song')
        const block = await mine(minted(made))
        await find(made)
        await mine({ kind: 'retired', release: made.release })
        expect(await titles()).to.deep.equal([])
        expect(await titles('song')).to.deep.equal([])
        expect(await index.unheld(10)).to.deep.equal([])
        expect(await index.release(made.release)).to.include({ retired: true })
        expect(await index.file(songOf(made))).to.include({ release: made.release })
        expect((await index.counts()).listed).to.equal(0)
        await rewind(block)
        expect(await titles('song')).to.deep.equal(['Song'])
        expect(await index.unheld(10)).to.have.length(2)
      })

      it('refuses a manifest whose key was revoked before it was named', async () => {
        const artist = await makeArtist('Ada')
        const [before, after] = [
          await makeManifest(artist, 'Before'),
          await makeManifest(artist, 'After'),
        ]
        await mine(minted(before))
        await mine({ kind: 'key-revoked', artist: artist.wallet, key: bytes32Of(artist.key) })
        await mine(minted(after))
        const outcomes = await find(before, after)
        expect(outcomes.map((outcome) => outcome?.status)).to.deep.equal(['listed', 'refused'])
        expect(outcomes[1]).to.have.property('reason').that.matches(/^key:/)
      })
    })

    describe('the same recording twice', () => {
      const rivals = async () => {
        const tracks = [makeTrack(1, 'Hit', 'the same recording')]
        const [ada, eve] = [await makeArtist('Ada'), await makeArtist('Eve')]
        return Promise.all([
          makeManifest(ada, 'Original', { tracks }),
          makeManifest(eve, 'Copy', { tracks }),
        ])
      }

      it('belongs to the artist who named it first on the chain', async () => {
        const [original, copy] = await rivals()
        await mine(minted(original), minted(copy))
        const [, outcome] = await find(original, copy)
        expect(outcome).to.include({ status: 'refused' })
        expect(outcome)
          .to.have.property('reason')
          .that.matches(/^duplicate:/)
        expect(await titles()).to.deep.equal(['Original'])
      })

      it('goes back to that artist when their manifest is found later', async () => {
        const [original, copy] = await rivals()
        await mine(minted(original), minted(copy))
        await find(copy)
        expect(await titles()).to.deep.equal(['Copy'])
        await find(original)
        expect(await titles()).to.deep.equal(['Original'])
        expect(await index.counts()).to.deep.equal({ listed: 1, waiting: 0, refused: 1 })
      })

      it('stays with the second when the first is refused', async () => {
        const [original, copy] = await rivals()
        await mine(minted(original), minted(copy))
        const [first] = await index.due(0, 1)
        if (!first) throw new Error('it must be due')
        await index.settle(first, { status: 'refused', reason: 'signature: wrong' })
        await find(copy)
        expect(await titles()).to.deep.equal(['Copy'])
      })

      it('comes back to the second when the first turns out to be a copy itself', async () => {
        const [ada, eve, sam] = await Promise.all(['Ada', 'Eve', 'Sam'].map((n) => makeArtist(n)))
        if (!ada || !eve || !sam) throw new Error('three artists')
        const [x, y] = [makeTrack(1, 'X'), makeTrack(2, 'Y')]
        const oldest = await makeManifest(ada, 'Oldest', { tracks: [x] })
        const middle = await makeManifest(eve, 'Middle', { tracks: [x, y] })
        const newest = await makeManifest(sam, 'Newest', { tracks: [y] })
        await mine(minted(oldest), minted(middle), minted(newest))
        await find(middle, newest)
        expect(await titles()).to.deep.equal(['Middle'])
        await find(oldest)
        expect(await titles()).to.deep.equal(['Newest', 'Oldest'])
      })

      it('leaves a revision standing when what it revised turns out to be a copy', async () => {
        const [ada, eve] = [await makeArtist('Ada'), await makeArtist('Eve')]
        const [x, y] = [makeTrack(1, 'X'), makeTrack(1, 'Y')]
        const original = await makeManifest(ada, 'Original', { tracks: [x] })
        const copy = await makeManifest(eve, 'Copy', { tracks: [x] })
        const own = await makeManifest(eve, 'Own', { salt: saltOf(copy), tracks: [y] })
        await mine(minted(original), minted(copy), revised(own))
        await find(copy)
        expect((await find(own))[0]).to.include({ status: 'refused' })
        await find(original)
        expect(await titles()).to.deep.equal(['Own', 'Original'])
      })

      it('cannot be taken by adding it to an older release', async () => {
        const [ada, eve] = [await makeArtist('Ada'), await makeArtist('Eve')]
        const early = await makeManifest(eve, 'Early')
        const hit = await makeManifest(ada, 'Hit')
        const tracks = [...early.manifest.release.tracks, { ...trackOf(hit), number: 2 }]
        const grabbing = await makeManifest(eve, 'Early', { tracks })
        await mine(minted(early))
        await mine(minted(hit))
        await mine(revised(grabbing))
        await find(early, hit)
        expect((await find(grabbing))[0]).to.include({ status: 'refused' })
        expect(await titles()).to.deep.equal(['Hit', 'Early'])
      })

      it('may be on two releases of one artist', async () => {
        const ada = await makeArtist('Ada')
        const tracks = [makeTrack(1, 'Hit')]
        const single = await makeManifest(ada, 'Single', { tracks })
        const album = await makeManifest(ada, 'Album', { tracks })
        await mine(minted(single), minted(album))
        await find(single, album)
        expect(await titles()).to.deep.equal(['Album', 'Single'])
      })
    })

    describe('files', () => {
      it('knows the files of listed releases, and the manifest', async () => {
        const made = await makeManifest(await makeArtist('Ada'), 'Song: a/b')
        await mine(minted(made))
        expect(await index.file(songOf(made))).to.equal(undefined)
        await find(made)
        expect(await index.file(songOf(made))).to.deep.equal({
          cid: songOf(made),
          release: made.release,
          mime: 'audio/mpeg',
          bytes: 4_000_000,
          name: '01 Song a b.mp3',
        })
        const cid = cborCidOf(fromHex(made.digest))
        expect(await index.file(cid)).to.include({ bytes: made.bytes.length })
        expect(await index.file(cidOf('anything else'))).to.equal(undefined)
      })

      it('lists what is not held yet, oldest release first, each file once', async () => {
        const artist = await makeArtist('Ada')
        const tracks = [makeTrack(1, 'Hit')]
        const single = await makeManifest(artist, 'Single', { tracks })
        const album = await makeManifest(artist, 'Album', {
          tracks: [...tracks, makeTrack(2, 'Other')],
        })
        await mine(minted(single), minted(album))
        await find(single, album)
        const names = (await index.unheld(10)).map(({ name }) => name)
        expect(names).to.deep.equal(['01 Hit.mp3', '01 Hit.flac', '02 Other.mp3', '02 Other.flac'])
        expect(await index.unheld(3)).to.have.length(3)
      })

      it('remembers what is held across a revision', async () => {
        const artist = await makeArtist('Ada')
        const [first, second] = [await versionOf(artist, 0), await versionOf(artist, 1)]
        await mine(minted(first))
        await find(first)
        await index.hold(songOf(first))
        await mine(revised(second))
        await find(second)
        const unheld = (await index.unheld(10)).map(({ name }) => name)
        expect(unheld).to.deep.equal(['01 Same.flac', '02 Bonus 1.mp3', '02 Bonus 1.flac'])
      })
    })

    describe('what is live', () => {
      const live = async () => {
        const cids = new Set<string>()
        for await (const cid of index.live()) cids.add(cid.toString())
        return cids
      }
      const cidsOf = (...made: Made[]) =>
        new Set(made.map(({ digest }) => cborCidOf(fromHex(digest)).toString()))

      it('is what waits, what is listed, what was revised and what is retired', async () => {
        const artist = await makeArtist('Ada')
        const [first, second] = [await versionOf(artist, 0), await versionOf(artist, 1)]
        const [waiting, retired] = await Promise.all(
          ['Waiting', 'Retired'].map((title) => makeManifest(artist, title)),
        )
        if (!waiting || !retired) throw new Error('two manifests')
        await mine(minted(first), minted(waiting), minted(retired), revised(second))
        await find(first, retired)
        await find(second)
        await mine({ kind: 'retired', release: retired.release })
        expect(await live()).to.deep.equal(cidsOf(first, second, waiting, retired))
      })

      it('is not what was refused', async () => {
        const made = await makeManifest(await makeArtist('Ada'), 'Song')
        await mine(minted(made))
        const [candidate] = await index.due(0, 1)
        if (!candidate) throw new Error('it must be due')
        await index.settle(candidate, { status: 'refused', reason: 'signature: wrong' })
        expect(await live()).to.deep.equal(new Set())
      })

      it('is, for a while, what the chain has taken back', async () => {
        const artist = await makeArtist('Ada')
        const [listed, waiting] = await Promise.all(
          ['Listed', 'Waiting'].map((title) => makeManifest(artist, title)),
        )
        if (!listed || !waiting) throw new Error('two manifests')
        await mine(minted(listed))
        await find(listed)
        await mine(minted(waiting))
        await rewind(0)
        await mine()
        expect(await live()).to.deep.equal(cidsOf(listed, waiting))
        const later = { number: 2 + REORG_GRACE_BLOCKS, hash: digestOf('later') }
        await index.advance(later, [])
        expect(await live()).to.deep.equal(cidsOf(waiting))
        await index.advance({ ...later, number: later.number + 1 }, [])
        expect(await live()).to.deep.equal(new Set())
      })

      it('is told to the end, however much it is', async () => {
        const artist = await makeArtist('Ada')
        const made = await makeManifest(artist, 'Song')
        const many = Array.from({ length: 1203 }, (_, i) => {
          const digest = digestOf(`manifest ${i}`)
          const salt = digestOf(`salt ${i}`)
          return { ...made, digest, salt, release: parseReleaseId(digestOf(`release ${i}`)) }
        })
        await mine(...many.map((one) => minted(one)))
        expect(await live()).to.deep.equal(cidsOf(...many))
      })

      it('includes what is named anew while it is told', async () => {
        const artist = await makeArtist('Ada')
        const [old, fresh] = await Promise.all(
          ['Old', 'Fresh'].map((title) => makeManifest(artist, title)),
        )
        if (!old || !fresh) throw new Error('two manifests')
        await mine(minted(old))
        const telling = index.live()
        await telling.next()
        await rewind(0)
        await mine(minted(fresh))
        const cids = await Array.fromAsync(telling, (cid) => cid.toString())
        expect(cids).to.include([...cidsOf(fresh)][0])
      })

      it('lets go of what was held for what is listed no more', async () => {
        const artist = await makeArtist('Ada')
        const [kept, gone] = await Promise.all(
          ['Kept', 'Gone'].map((title) => makeManifest(artist, title)),
        )
        if (!kept || !gone) throw new Error('two manifests')
        const block = await mine(minted(kept))
        await mine(minted(gone))
        await find(kept, gone)
        for (const made of [kept, gone]) await index.hold(songOf(made))
        const held = async () => (await Array.fromAsync(index.held())).map(String).toSorted()
        expect(await held()).to.deep.equal(
          [kept, gone].map((made) => String(songOf(made))).toSorted(),
        )
        await rewind(block)
        await index.letGo()
        expect(await held()).to.deep.equal([String(songOf(kept))])
        await mine(minted(gone))
        await find(gone)
        const unheld = (await index.unheld(10)).map(({ cid }) => cid.toString())
        expect(unheld).to.include(songOf(gone).toString())
        expect(unheld).to.not.include(songOf(kept).toString())
      })
    })

    describe('search', () => {
      const list = async (...made: Made[]) => {
        for (const one of made) await mine(minted(one))
        await find(...made)
      }
      const named = async (title: string, artist = 'Ada', tracks = ['Song']) =>
        makeManifest(await makeArtist(artist), title, {
          tracks: tracks.map((track, i) => makeTrack(i + 1, track, `${title} ${track} ${artist}`)),
        })

      it('pages through everything, newest first, without gap or double', async () => {
        const all = await Promise.all(Array.from({ length: 7 }, (_, i) => named(`Song ${i}`)))
        await list(...all)
        const seen: string[] = []
        let cursor: string | undefined
        do {
          const page = await index.search('', { limit: 3, ...(cursor && { cursor }) })
          seen.push(...page.entries.map(({ manifest }) => manifest.release.title))
          cursor = page.cursor
          // A release that appears meanwhile does not shift the pages that follow.
          if (seen.length === 3) await list(await named('Newer'))
        } while (cursor)
        expect(seen).to.deep.equal([6, 5, 4, 3, 2, 1, 0].map((i) => `Song ${i}`))
      })

      it('pages through what a query finds', async () => {
        const all = await Promise.all(Array.from({ length: 5 }, (_, i) => named(`Song ${i}`)))
        await list(...all, await named('Something else'))
        const first = await index.search('song', { limit: 4 })
        const rest = await index.search('song', {
          limit: 4,
          ...(first.cursor && { cursor: first.cursor }),
        })
        const found = [...first.entries, ...rest.entries].map((e) => e.manifest.release.title)
        expect(found).to.have.length(6)
        expect(new Set(found).size).to.equal(6)
        expect(rest.cursor).to.equal(undefined)
      })

      it('refuses a limit or a cursor that makes no sense', async () => {
        for (const options of [
          { limit: 0 },
          { limit: 201 },
          { limit: 1.5 },
          { cursor: 'x' },
          { cursor: 's1' },
          { cursor: "a1.1' OR 1" },
        ]) {
          const failure: unknown = await index.search('', options).catch((e: unknown) => e)
          expect(failure, JSON.stringify(options)).to.be.instanceOf(UsageError)
        }
      })

      it('finds words by their beginning, however they are spelt', async () => {
        const spelt: [string, string[]][] = [
          ['Ørkester', ['ork', 'ørk', 'ORKESTER']],
          ['AC/DC', ['ac/dc', 'ac dc', 'AC-DC']],
          ['Straße', ['strasse', 'straße', 'STRASS']],
          ['Œuvre complète', ['oeuvre', 'œuv', 'complete oeuvre']],
          ["Don't Stop", ['dont', 'don’t stop']],
          ['Łódź', ['lodz']],
          ['東京タワー', ['東京', '京タ', '東京タワー']],
          ['한국어 노래', ['한국', '노래']],
        ]
        await list(...(await Promise.all(spelt.map(([title]) => named(title)))))
        for (const [title, queries] of spelt) {
          for (const query of queries) expect(await titles(query), query).to.deep.equal([title])
        }
      })

      it('finds by artist, track and genre, and by words from different places', async () => {
        const ada = await makeArtist('Ada Lovelace')
        const made = await makeManifest(ada, 'Engine', {
          genres: ['Early electronic'],
          tracks: [makeTrack(1, 'Notes'), makeTrack(2, 'Loom')],
        })
        await list(made, await named('Something else'))
        for (const query of ['lovelace', 'loom', 'electro', 'engine loom ada early']) {
          expect(await titles(query), query).to.deep.equal(['Engine'])
        }
        expect(await titles('engine missing')).to.deep.equal([])
        expect(await titles('京東')).to.deep.equal([])
      })

      it('puts a match in the title before one in the tracks', async () => {
        await list(await named('Moon'), await named('Night', 'Eve', ['Moon', 'Sun', 'Star']))
        expect(await titles('moon')).to.deep.equal(['Moon', 'Night'])
      })

      it('finds nothing, and does not fail, for what is no words', async () => {
        await list(await named('Song'))
        for (const query of ['" ', '"', '*', '!!!', '(', '\0', '\ud800', '-', '^']) {
          expect(await titles(query), JSON.stringify(query)).to.deep.equal([])
        }
      })

      it('reads nothing typed as an operator', async () => {
        await list(await named('Song'))
        const hostile = [
          '" OR *',
          'song" OR "x',
          'NEAR(song x, 2)',
          'title:song NOT',
          'song AND',
          '{title artist}: song',
          '+song -x',
          "'; DROP TABLE listing; --",
          'so\0ng',
          'x'.repeat(10_000),
          'a '.repeat(5_000),
          '東'.repeat(10_000),
          '"'.repeat(10_000),
        ]
        for (const query of hostile) await index.search(query)
        expect(await titles('song')).to.deep.equal(['Song'])
      })

      it('never fails, whatever is typed', async () => {
        await list(await named('Song'))
        const typed = fc.string({ unit: 'binary', maxLength: 40 })
        await fc.assert(
          fc.asyncProperty(typed, async (query) => {
            await index.search(query)
          }),
          { numRuns: 200 },
        )
      })
    })

    describe('whatever happens on the way', function () {
      this.timeout(60_000)
      let world: World
      before(async () => {
        world = await makeWorld()
      })

      it('ends in the listing that the chain and the manifests alone make', async () => {
        await fc.assert(
          fc.asyncProperty(world.journeys, async (journey) => {
            await using wandering = await open()
            const straight = new MemoryIndex()
            const chain = await world.wander(wandering, journey)
            await world.walk(straight, chain)
            const [got, wanted] = [await world.picture(wandering), await world.picture(straight)]
            expect(got).to.deep.equal(wanted)
          }),
          { numRuns: 60 },
        )
      })
    })
  })
}

const soundOf = ({ manifest, release }: Made): Outcome => ({
  status: 'listed',
  manifest,
  files: listedFiles(release, manifest.release, () => undefined),
})

function trackOf({ manifest }: Made) {
  const [track] = manifest.release.tracks
  if (!track) throw new Error('a manifest has tracks')
  return track
}
const songOf = (made: Made) => trackOf(made).listening.cid
const saltOf = ({ manifest }: Made) => manifest.release.salt

/** The same release, each version with one track more. */
const versionOf = async (artist: Awaited<ReturnType<typeof makeArtist>>, version: number) => {
  const base = await makeManifest(artist, 'Version 0')
  const bonus = Array.from({ length: version }, (_, i) => makeTrack(i + 2, `Bonus ${i + 1}`))
  return makeManifest(artist, `Version ${version}`, {
    salt: saltOf(base),
    tracks: [makeTrack(1, 'Same'), ...bonus],
  })
}
