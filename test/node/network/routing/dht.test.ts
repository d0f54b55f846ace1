import assert from 'node:assert/strict'
import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { DialRules } from '../../../../node/network/dialRules.ts'
import { Claims } from '../../../../node/network/routing/claims.ts'
import { learned } from '../../../../node/network/routing/dht.ts'

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

  it('are forgotten after ten minutes', () => {
    let now = 0
    const claims = new Claims(() => now)
    const all = () => peers.filter((peer) => claims.allow(peer, multiaddr(PUBLIC)))
    assert.deepEqual(all(), peers.slice(0, 3))
    now += 10 * 60_000 + 1
    assert.equal(claims.allow('peer 30', multiaddr(PUBLIC)), true)
  })
})
