import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { identify } from '@libp2p/identify'
import { kadDHT, passthroughMapper, type KadDHT } from '@libp2p/kad-dht'
import type { PeerId } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { peerIdFromString } from '@libp2p/peer-id'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p, type Libp2p } from 'libp2p'
import { CID } from 'multiformats/cid'
import { DialRules } from '../../../../node/network/dialRules.ts'
import { Claims } from '../../../../node/network/routing/claims.ts'
import { dhtService, learned } from '../../../../node/network/routing/dht.ts'

const PEER = '12D3KooWQau2tBX3ChcKaUxSBEHYWnEBxTv5FyQD89fd2hMKUt6U'
const LOOPBACK = '/ip4/127.0.0.1/tcp/22'
const PRIVATE = '/ip4/192.168.1.1/tcp/80'
const PUBLIC = '/ip4/8.8.8.8/tcp/4243'

describe('what a peer of the table tells of another', () => {
  const told = (reach: 'loopback' | 'private' | 'public', addresses: string[]) => {
    const rules = new DialRules()
    const powers = { rules, claims: new Claims() }
    const peer = {
      id: peerIdFromString(PEER),
      multiaddrs: addresses.map((each) => multiaddr(each)),
    }
    const { multiaddrs } = learned(powers, reach, peer)
    const kept = multiaddrs.map(String)
    const refused = addresses.filter((each) => rules.refuses(multiaddr(each)))
    return { kept, refused }
  }

  it('is not believed of doors more private than its own', () => {
    const all = [LOOPBACK, PRIVATE, PUBLIC, '/dns4/example.org/tcp/1']
    assert.deepEqual(told('public', all), {
      kept: [PUBLIC],
      refused: [LOOPBACK, PRIVATE, '/dns4/example.org/tcp/1'],
    })
    assert.deepEqual(told('private', all).kept, [PRIVATE, PUBLIC])
    assert.deepEqual(told('loopback', all).kept, [LOOPBACK, PRIVATE, PUBLIC])
  })

  it('is believed of a few addresses only', () => {
    const many = Array.from({ length: 50 }, (_, i) => `/ip4/8.8.${i}.8/tcp/1`)
    assert.equal(told('public', many).kept.length, 8)
  })
})

describe('claims', () => {
  const peers = Array.from({ length: 40 }, (_, i) => `peer ${i}`)

  it('let one door be tried for a few peers only, and one machine for a few doors', () => {
    const claims = new Claims()
    const at = (port: number) => multiaddr(`/ip4/8.8.8.8/tcp/${port}`)
    assert.equal(peers.filter((peer) => claims.allow(peer, at(1))).length, 3)
    assert.equal(peers.filter((peer, i) => claims.allow(peer, at(10 + i))).length, 15)
    assert.ok(claims.allow('peer 0', at(1)))
    assert.ok(claims.allow('peer 0', multiaddr('/ip4/9.9.9.9/tcp/1')))
  })

  it('take a network of IPv6, which one machine may have whole, for one machine', () => {
    const claims = new Claims()
    const allowed = peers.filter((peer, i) =>
      claims.allow(peer, multiaddr(`/ip6/2001:4860:1:2::${i + 1}/tcp/1`)),
    )
    assert.equal(allowed.length, 16)
    assert.ok(claims.allow('peer 0', multiaddr('/ip6/2001:4860:1:3::1/tcp/1')))
  })

  it('are forgotten after ten minutes', () => {
    let now = 0
    const claims = new Claims(() => now)
    const all = () => peers.filter((peer) => claims.allow(peer, multiaddr(PUBLIC)))
    assert.deepEqual(all(), peers.slice(0, 3))
    now += 10 * 60_000 + 1
    assert.equal(claims.allow('peer 30', multiaddr(PUBLIC)), true)
  })
})

/** As anybody may run it. */
const foreign = kadDHT({
  protocol: '/megabox/kad/1.0.0',
  clientMode: false,
  peerInfoMapper: passthroughMapper,
  validators: { constructor: async () => undefined },
  selectors: { constructor: () => 0 },
})

const SONG = CID.parse('bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy')

describe('a node of the table', function () {
  this.timeout(30_000)
  type Node = Libp2p<{ dht: KadDHT }>
  const nodes: Node[] = []
  const node = async (dht: typeof foreign): Promise<Node> => {
    const made = await createLibp2p({
      addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
      transports: [tcp()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      services: { identify: identify(), ping: ping(), dht },
    })
    nodes.push(made)
    return made
  }
  /** Strangers in the number given, who know ours. */
  const strangers = async (ours: Node, count: number): Promise<Node[]> => {
    const made = await Promise.all(Array.from({ length: count }, () => node(foreign)))
    for (const each of made) {
      await each.dial(ours.getMultiaddrs())
      while ((await all(each.services.dht.getClosestPeers(SONG.multihash.bytes))).length === 0);
    }
    return made
  }
  const all = <Event>(events: AsyncIterable<Event>): Promise<Event[]> => Array.fromAsync(events)

  afterEach(async () => {
    for (const each of nodes.splice(0)) await each.stop()
  })

  it('keeps no records but of who provides what, whatever they are called', async () => {
    const ours = await node(dhtService(new DialRules()))
    const [stranger] = await strangers(ours, 1)
    assert.ok(stranger)
    const name = new TextEncoder().encode('/constructor/x')
    const events = await all(stranger.services.dht.put(name, new Uint8Array(1000)))
    const accepted = events.filter(
      (event) => event.name === 'PEER_RESPONSE' && event.messageName === 'PUT_VALUE',
    )
    assert.deepEqual(accepted, [])
    assert.ok(events.some(({ name: event }) => event === 'QUERY_ERROR'))
  })

  it('tells who provides something when it has lost sight of another who did', async () => {
    const ours = await node(dhtService(new DialRules()))
    const [gone, stays, asks] = await strangers(ours, 3)
    assert.ok(gone && stays && asks)
    for (const each of [gone, stays]) await all(each.services.dht.provide(SONG))
    await gone.stop()
    await ours.peerStore.delete(gone.peerId)
    const told = new Set<string>()
    for await (const event of asks.services.dht.findProviders(SONG)) {
      if (event.name !== 'PEER_RESPONSE' || !event.from.equals(ours.peerId)) continue
      for (const { id } of event.providers) told.add(id.toString())
    }
    assert.deepEqual([...told], [stays.peerId.toString()])
  })

  /** Whom a stranger tells ours of, who says that somebody provides the song at this address. */
  async function told(address: string, dials: 'ours' | 'stranger'): Promise<string[]> {
    const [ours, stranger] = [await node(dhtService(new DialRules())), await node(foreign)]
    const id = peerIdFromString(PEER)
    await stranger.peerStore.merge(id, { multiaddrs: [multiaddr(address)] })
    // Nobody could be made to say so by honest means.
    const { providers } = stranger.services.dht as unknown as {
      providers: { addProvider(cid: CID, provider: PeerId): Promise<void> }
    }
    await providers.addProvider(SONG, id)
    const [one, other] = dials === 'ours' ? [ours, stranger] : [stranger, ours]
    // As somebody whom the operator named is dialled.
    await one.dial(other.getMultiaddrs())
    for (let tries = 0; tries < 20; tries++) {
      const events = await all(ours.services.dht.findProviders(SONG))
      const answers = events.filter((event) => event.name === 'PEER_RESPONSE')
      if (answers.length > 0) {
        return answers.flatMap(({ providers: some }) => some.map((each) => each.id.toString()))
      }
      await pause(100)
    }
    throw new Error('nobody answered')
  }

  it('follows who came to it to public places only, and counts nobody who is nowhere', async () => {
    assert.deepEqual(await told(LOOPBACK, 'stranger'), [])
    assert.deepEqual(await told(LOOPBACK, 'ours'), [PEER])
    assert.deepEqual(await told(PUBLIC, 'stranger'), [PEER])
    assert.deepEqual(await told('/dns4/example.org/tcp/1', 'ours'), [])
  })
})
