import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { MemoryDatastore } from 'datastore-core'
import { HELLO_PROTOCOL } from '../../../node/announce/hello.ts'
import { signAnnouncement } from '../../../node/announce/announcements.ts'
import { cborCidOf, cidOfBlock } from '../../../node/crypto/hash.ts'
import type { EditionState } from '../../../node/domain/chain.ts'
import { fromHex, parseAddress } from '../../../node/domain/ids.ts'
import type { Ledger } from '../../../node/domain/ports.ts'
import type { Network } from '../../../node/network/createNetwork.ts'
import { createPeer, type Peer, type PeerConfig } from '../../../node/peer/createPeer.ts'
import {
  CHAIN,
  digestOf,
  fakeEditionId,
  FakeLedger,
  makeArtist,
  makeManifest,
  minted,
  termsOf,
} from '../../support/manifests.ts'
import { MemoryIndex } from '../../support/memoryIndex.ts'
import { join, testNetwork } from '../../support/network.ts'

/** A peer reads releases from its chain; nothing is bought here. */
class ReadOnlyLedger extends FakeLedger implements Ledger {
  override readonly chain: Ledger['chain']

  constructor(chain: Ledger['chain'] = CHAIN) {
    super()
    this.chain = chain
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

const PAYOUT = parseAddress(`0x${'42'.repeat(20)}`)

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()) && tries < 200; tries++) await pause(20)
  assert.ok(await holds())
}

describe('peer', () => {
  let stack: AsyncDisposableStack
  let here: Network
  let there: Network

  beforeEach(async () => {
    stack = new AsyncDisposableStack()
    here = stack.use(await testNetwork())
    there = stack.use(await testNetwork())
  })

  afterEach(() => stack.disposeAsync())

  const start = async (network: Network, config: Partial<PeerConfig> = {}): Promise<Peer> =>
    stack.use(
      await createPeer({
        network,
        ledger: new ReadOnlyLedger(),
        index: new MemoryIndex(),
        seedBudget: Infinity,
        pollMs: 60_000,
        ...config,
      }),
    )

  const chainOf = (peer: Peer, other: Network) =>
    peer.peers().find((each) => each.peer === other.peer)?.chain

  it('exchanges hellos with whom it meets', async () => {
    const one = await start(here)
    const two = await start(there, { payout: PAYOUT })
    await join(here, there)
    await until(() => chainOf(one, there) === 'same' && chainOf(two, here) === 'same')
    const [seen] = one.peers()
    assert.partialDeepStrictEqual(seen, { peer: there.peer, payout: PAYOUT, releases: 0 })
  })

  it('marks a peer of another chain, and takes blocks of it all the same', async () => {
    const one = await start(here)
    const two = await start(there, {
      ledger: new ReadOnlyLedger({ ...CHAIN, genesis: digestOf('another genesis') }),
    })
    const { bytes } = await makeManifest(await makeArtist('Ada'), 'Night Ferry')
    await two.acceptManifest(bytes)
    await join(here, there)
    await until(() => chainOf(one, there) === 'other' && chainOf(two, here) === 'other')
    assert.deepEqual(Buffer.from(await here.blocks.get(cidOfBlock(bytes))), Buffer.from(bytes))
  })

  it('reports what it could not answer, but not that somebody left before it was answered', async () => {
    const problems: unknown[] = []
    const { bytes } = await makeManifest(await makeArtist('Ada'), 'Night Ferry')
    await there.blocks.put(cidOfBlock(bytes), bytes)
    let reads = 0
    there.blocks.get = (_cid, { signal } = {}) =>
      new Promise((_resolve, reject) => {
        const broken = reads++ > 0 ? new Error('broken') : undefined
        if (broken) reject(broken)
        else signal?.addEventListener('abort', () => reject(signal.reason as Error))
      })
    await start(there, { onProblem: (what, problem) => problems.push([what, String(problem)]) })
    await join(here, there)
    const question = { path: `/ipfs/${cidOfBlock(bytes).toString()}?format=raw` }
    const leaving = new AbortController()
    const left = here.http.ask(there.peer, question, { signal: leaving.signal })
    await until(() => reads === 1)
    leaving.abort()
    await assert.rejects(left)
    assert.equal((await here.http.ask(there.peer, question)).status, 500)
    assert.deepEqual(problems, [['A peer could not be answered', 'Error: broken']])
  })

  it('forgets the hello of a peer that has gone', async () => {
    const datastore = new MemoryDatastore()
    const first = stack.use(await testNetwork({ datastore }))
    const one = await start(here)
    await start(first)
    await join(first, here)
    await until(() => chainOf(one, first) === 'same')
    const name = first.peer
    await first[Symbol.asyncDispose]()
    await until(() => one.peers().length === 0)

    const again = stack.use(await testNetwork({ datastore }))
    assert.equal(again.peer, name)
    let asked = false
    await again.streams.handle(HELLO_PROTOCOL, async () => {
      asked = true
      await pause(2000, undefined, { ref: false })
      throw new Error('too late')
    })
    await join(again, here)
    await until(() => asked)
    assert.equal(chainOf(one, again), 'unknown')
  })

  it('says what status promises', async () => {
    const ledger = new ReadOnlyLedger()
    const made = await makeManifest(await makeArtist('Ada'), 'Night Ferry')
    const head = ledger.mine([minted(made)])
    const one = await start(here, { ledger, payout: PAYOUT, chainUrl: 'http://127.0.0.1:8545' })
    await one.catchUp()
    const { peerId, multiaddrs, chain, gossip, ...counts } = await one.status()
    assert.equal(peerId, here.peer)
    assert.deepEqual(multiaddrs, here.addresses())
    assert.deepEqual(chain, {
      id: CHAIN.id,
      releases: CHAIN.contract,
      genesis: CHAIN.genesis,
      since: 0,
      state: 'following',
      head,
      url: 'http://127.0.0.1:8545',
    })
    assert.deepEqual(gossip, { accepted: 0, ignored: 0, rejected: 0 })
    assert.deepEqual(counts, {
      ...{ peers: 0, releases: 0, waiting: 1, refused: 0, blocks: 0, bytes: 0, payout: PAYOUT },
    })
  })

  it('finds what another announces within two seconds, though its chain tells it later', async () => {
    const [ledger, slow] = [new ReadOnlyLedger(), new ReadOnlyLedger()]
    const one = await start(here, { ledger })
    const two = await start(there, { ledger: slow })
    await join(here, there)
    await until(() => chainOf(one, there) === 'same')
    const artist = await makeArtist('Ada')
    const made = await makeManifest(artist, 'Night Ferry')
    ledger.mine([minted(made)])
    const announcement = await signAnnouncement(
      {
        v: 1,
        chain: CHAIN.id,
        contract: fromHex(CHAIN.contract),
        artist: fromHex(artist.wallet),
        salt: fromHex(made.salt),
        edition: fromHex(fakeEditionId(termsOf(made))),
        manifest: cborCidOf(fromHex(made.digest)),
        key: artist.key,
      },
      artist.secret,
    )
    // Subscriptions travel after hellos; what is published before has nobody to go to.
    await pause(300)
    await one.announce(announcement)
    await until(async () => (await two.status()).gossip.ignored === 1)
    slow.mine([minted(made)])
    const begun = performance.now()
    await until(async () => (await two.status()).waiting === 1)
    assert.ok(performance.now() - begun < 2000)
  })
})
