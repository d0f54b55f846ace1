import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { answerHello } from '../../../node/announce/hello.ts'
import {
  answerSearch,
  encodeHits,
  SEARCH_PROTOCOL,
  type Hit,
} from '../../../node/announce/search.ts'
import { cborCidOf, sha256 } from '../../../node/crypto/hash.ts'
import type { EditionState } from '../../../node/domain/chain.ts'
import { ChainUnavailableError } from '../../../node/domain/errors.ts'
import { encodeManifest } from '../../../node/domain/manifest.ts'
import { bytes32Of, fromHex, parseReleaseId } from '../../../node/domain/ids.ts'
import type { Ledger } from '../../../node/domain/ports.ts'
import type { Network } from '../../../node/network/createNetwork.ts'
import { createPeer, type Peer, type PeerConfig } from '../../../node/peer/createPeer.ts'
import type { Found, PeerSearchOptions, SearchEnd } from '../../../node/peer/peerSearch.ts'
import {
  CHAIN,
  digestOf,
  FakeLedger,
  hashOf,
  makeArtist,
  makeManifest,
  minted,
  publishTo,
  type Made,
} from '../../support/manifests.ts'
import { MemoryIndex } from '../../support/memoryIndex.ts'
import { join, testNetwork } from '../../support/network.ts'

/** A chain on which nothing is bought, and which can fall silent. */
class ReadOnlyLedger extends FakeLedger implements Ledger {
  silent = false

  override async head() {
    if (this.silent) throw new ChainUnavailableError('it is silent')
    return super.head()
  }
  edition(): Promise<EditionState> {
    throw new Error('nothing is bought here')
  }
  async retired() {
    return false
  }
  async balance() {
    return 0n
  }
  async copies() {
    return 0n
  }
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()) && tries < 300; tries++) await pause(20)
  assert.ok(await holds())
}

describe('search among peers', () => {
  let stack: AsyncDisposableStack
  let here: Network
  let ledger: ReadOnlyLedger

  beforeEach(async () => {
    stack = new AsyncDisposableStack()
    here = stack.use(await testNetwork())
    ledger = new ReadOnlyLedger()
  })

  afterEach(() => stack.disposeAsync())

  const start = async (network: Network, config: Partial<PeerConfig> = {}): Promise<Peer> =>
    stack.use(
      await createPeer({
        ...{ network, ledger, index: new MemoryIndex(), seedBudget: 0, pollMs: 60_000 },
        ...config,
      }),
    )

  /** A peer of our chain that answers searches as it is told, and has these manifests. */
  async function scripted(
    answer: (data: Uint8Array) => Promise<Uint8Array>,
    manifests: readonly Made[] = [],
  ): Promise<Network> {
    const network = stack.use(await testNetwork())
    await answerHello(network.streams, async () => ({ chain: CHAIN, releases: 1, peers: [] }))
    await network.streams.handle(SEARCH_PROTOCOL, answer)
    for (const { bytes, digest } of manifests) {
      await network.blocks.put(cborCidOf(fromHex(digest)), bytes)
    }
    return network
  }

  /** `peer` knows that they are of its chain. */
  async function meet(peer: Peer, others: readonly Network[]): Promise<void> {
    for (const other of others) await join(here, other)
    const same = () => peer.peers().filter(({ chain }) => chain === 'same').length
    await until(() => same() === others.length)
  }

  async function search(peer: Peer, query: string, options: PeerSearchOptions = {}) {
    const found: Found[] = []
    const work = peer.searchPeers(query, options)
    let step: IteratorResult<Found, SearchEnd> = await work.next()
    for (; step.done !== true; step = await work.next()) found.push(step.value)
    return { found, titles: found.map(({ view }) => view.title).sort(), end: step.value }
  }

  const hitOf = ({ release, digest }: Pick<Made, 'release' | 'digest'>): Hit => ({
    release,
    manifest: cborCidOf(fromHex(digest)),
  })
  const telling =
    (...made: readonly Pick<Made, 'release' | 'digest'>[]) =>
    async () =>
      encodeHits(made.map(hitOf))

  /** Signed and minted, but nobody has its songs: it stays on the way into the catalogue. */
  async function mintedOnly(title: string): Promise<Made> {
    const made = await makeManifest(await makeArtist('Ada'), title)
    ledger.mine([minted(made)])
    return made
  }

  it('finds what a real peer lists', async () => {
    const there = stack.use(await testNetwork())
    const { blocks, files } = there
    const store = {
      ...{ blocks, files },
      putManifest: (made: Made) => blocks.put(cborCidOf(fromHex(made.digest)), made.bytes),
    }
    const made = await publishTo(store, await makeArtist('Ada'), 'Night Ferry')
    ledger.mine([minted(made)])
    const other = await start(there)
    await until(async () => (await other.status()).releases === 1)
    // Ours reads another chain at first, so to speak: it has looked before the mint.
    const lagging = new ReadOnlyLedger()
    const peer = await start(here, { ledger: lagging })
    await meet(peer, [there])
    lagging.mine([minted(made)])
    const { found, end } = await search(peer, 'night ferr')
    assert.deepEqual(end, { asked: 1, answered: 1 })
    assert.equal(found.length, 1)
    assert.partialDeepStrictEqual(found[0], {
      from: there.peer,
      view: { release: made.release, title: 'Night Ferry', artist: { name: 'Ada' } },
    })
    // What was found is checked at once, and then has its price, too.
    await until(async () => (await peer.status()).releases === 1)
    const [listed] = (await search(peer, 'night ferr')).found
    assert.partialDeepStrictEqual(listed, { listed: true, view: { priceWei: '1000' } })
  })

  it('shows what is still on its way into the catalogue by its manifest alone', async () => {
    const made = await mintedOnly('Night Ferry')
    const peer = await start(here)
    await meet(peer, [await scripted(telling(made), [made])])
    const { found } = await search(peer, 'ferry')
    assert.deepEqual(
      found.map(({ listed, view }) => [listed, view.title, 'priceWei' in view]),
      [[false, 'Night Ferry', false]],
    )
  })

  it('gives each release once, and none that was known before', async () => {
    const [one, two] = [await mintedOnly('Night Ferry'), await mintedOnly('Ferry Cross')]
    const peer = await start(here)
    const others = [1, 2, 3].map(() => scripted(telling(one, two), [one, two]))
    await meet(peer, await Promise.all(others))
    const { titles, end } = await search(peer, 'ferry')
    assert.deepEqual(titles, ['Ferry Cross', 'Night Ferry'])
    assert.deepEqual(end, { asked: 3, answered: 3 })
    assert.deepEqual((await search(peer, 'ferry', { known: [one.release] })).titles, [
      'Ferry Cross',
    ])
  })

  it('asks no more peers than it may, and not always the same', async () => {
    const asked = new Map<number, number>()
    const others = [1, 2, 3, 4, 5].map((i) =>
      scripted(async () => {
        asked.set(i, (asked.get(i) ?? 0) + 1)
        return encodeHits([])
      }),
    )
    const peer = await start(here)
    await meet(peer, await Promise.all(others))
    for (let i = 0; i < 8; i++) assert.equal((await search(peer, 'x', { peers: 2 })).end.asked, 2)
    assert.equal(
      [...asked.values()].reduce((sum, n) => sum + n, 0),
      16,
    )
    assert.ok(asked.size > 2)
  })

  it('does not ask peers of another chain', async () => {
    const network = stack.use(await testNetwork())
    const chain = { ...CHAIN, genesis: digestOf('another genesis') }
    await answerHello(network.streams, async () => ({ chain, releases: 1, peers: [] }))
    await answerSearch(network.streams, () => Promise.reject(new Error('asked')))
    const peer = await start(here)
    await join(here, network)
    await until(() => peer.peers()[0]?.chain === 'other')
    assert.deepEqual((await search(peer, 'x')).end, { asked: 0, answered: 0 })
  })

  describe('with a liar among them', () => {
    let good: Made
    let peer: Peer
    let honest: Network

    beforeEach(async () => {
      good = await mintedOnly('Night Ferry')
      peer = await start(here)
      honest = await scripted(telling(good), [good])
    })

    const besides = async (liar: Network) => {
      await meet(peer, [honest, liar])
      return search(peer, 'ferry', { signal: AbortSignal.timeout(4000) })
    }

    const LIES: [string, () => Promise<Network>][] = [
      [
        'a manifest nobody signed',
        async () => {
          const made = await makeManifest(await makeArtist('Eve'), 'Ferry forged')
          const bytes = encodeManifest({ ...made.manifest, signature: new Uint8Array(64) })
          const forged = { ...made, bytes, digest: bytes32Of(sha256(bytes)) }
          ledger.mine([minted(forged)])
          return scripted(telling(forged), [forged])
        },
      ],
      [
        'a manifest that the chain does not know',
        async () => {
          const unknown = await makeManifest(await makeArtist('Eve'), 'Ferry unminted')
          return scripted(telling(unknown), [unknown])
        },
      ],
      [
        "a release under another's id",
        async () => {
          const other = await mintedOnly('Ferry other')
          const wrong = { ...other, release: parseReleaseId(digestOf('another id')) }
          return scripted(telling(wrong), [other])
        },
      ],
      [
        'a release that has nothing of the words',
        async () => {
          const beside = await mintedOnly('Buy this instead')
          return scripted(telling(beside), [beside])
        },
      ],
      [
        'a manifest it does not have',
        async () => scripted(telling(await mintedOnly('Ferry nowhere'))),
      ],
      [
        'a manifest that is none',
        async () => {
          const bytes = new Uint8Array(hashOf('noise'))
          const digest = bytes32Of(sha256(bytes))
          const noise = { ...good, release: parseReleaseId(digestOf('noise')), bytes, digest }
          return scripted(telling(noise), [noise])
        },
      ],
      ['more than it was asked for', async () => scripted(telling(...Array<Made>(21).fill(good)))],
      ['noise', async () => scripted(async () => hashOf('noise'))],
      ['without end', async () => scripted(async () => new Uint8Array(3_000_000))],
      ['nothing at all', async () => scripted(() => new Promise(() => undefined))],
    ]
    for (const [what, lie] of LIES) {
      it(`gives what is true all the same when one tells ${what}`, async () => {
        const { titles } = await besides(await lie())
        assert.deepEqual(titles, ['Night Ferry'])
      })
    }

    it('gives what is true before the silent one has ended', async () => {
      await meet(peer, [honest, await scripted(() => new Promise(() => undefined))])
      const work = peer.searchPeers('ferry')
      const first = await Promise.race([work.next(), pause(3000, undefined, { ref: false })])
      assert.partialDeepStrictEqual(first, { value: { view: { title: 'Night Ferry' } } })
      await work.return({ asked: 0, answered: 0 })
    })
  })

  it('believes a sound manifest while the chain cannot be asked', async () => {
    const unknown = await makeManifest(await makeArtist('Ada'), 'Night Ferry')
    ledger.silent = true
    const peer = await start(here)
    await peer.catchUp()
    await meet(peer, [await scripted(telling(unknown), [unknown])])
    assert.deepEqual((await search(peer, 'ferry')).titles, ['Night Ferry'])
    ledger.silent = false
    assert.deepEqual((await search(peer, 'ferry')).titles, [])
  })

  it('looks at the chain once a search, however much it is told', async () => {
    const unknown = await Promise.all(
      Array.from({ length: 20 }, async (_, i) =>
        makeManifest(await makeArtist('Eve'), `Ferry ${i}`),
      ),
    )
    let looks = 0
    const head = ledger.head.bind(ledger)
    ledger.head = () => {
      looks += 1
      return head()
    }
    const peer = await start(here)
    await peer.catchUp()
    await meet(peer, [await scripted(telling(...unknown), unknown)])
    const before = looks
    assert.deepEqual((await search(peer, 'ferry')).titles, [])
    assert.equal(looks - before, 1)
  })

  it('stops with its signal, and refuses more searches at once than it can bear', async () => {
    const peer = await start(here)
    await meet(peer, [await scripted(() => new Promise(() => undefined))])
    const stop = new AbortController()
    const waiting = Array.from({ length: 8 }, () => search(peer, 'x', { signal: stop.signal }))
    await pause(50)
    await assert.rejects(search(peer, 'x'), { name: 'SearchBusyError' })
    stop.abort()
    for (const { found, end } of await Promise.all(waiting)) {
      assert.deepEqual([found, end], [[], { asked: 1, answered: 0 }])
    }
  })
})
