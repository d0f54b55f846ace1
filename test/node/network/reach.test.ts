import assert from 'node:assert/strict'
import { multiaddr } from '@multiformats/multiaddr'
import { mayDial, reachOf } from '../../../node/network/reach.ts'

const PEER = '12D3KooWQau2tBX3ChcKaUxSBEHYWnEBxTv5FyQD89fd2hMKUt6U'

describe('reach', () => {
  const cases = {
    '/ip4/127.0.0.1/tcp/1': 'loopback',
    '/ip6/::1/tcp/1': 'loopback',
    '/dns4/localhost/tcp/1': 'loopback',
    '/ip4/10.1.2.3/tcp/1': 'private',
    '/ip4/172.16.0.1/tcp/1': 'private',
    '/ip4/192.168.1.1/tcp/1': 'private',
    '/ip4/169.254.169.254/tcp/80': 'private',
    '/ip4/100.64.0.1/tcp/1': 'private',
    '/ip6/fd00::1/tcp/1': 'private',
    '/ip6/fe80::1/tcp/1': 'private',
    '/ip4/8.8.8.8/tcp/1': 'public',
    '/ip4/172.32.0.1/tcp/1': 'public',
    '/ip6/2001:4860::1/tcp/1': 'public',
    '/dns4/example.org/tcp/1': 'public',
    '/ip4/0.0.0.0/tcp/1': undefined,
    '/ip4/224.0.0.1/tcp/1': undefined,
    '/ip6/::/tcp/1': undefined,
  }
  for (const [address, reach] of Object.entries(cases)) {
    it(`of ${address} is ${reach ?? 'nowhere'}`, () => {
      assert.equal(reachOf(multiaddr(address)), reach)
    })
  }

  it('never lets a peer point us to something more private than itself', () => {
    assert.equal(mayDial(`/ip4/127.0.0.1/tcp/1/p2p/${PEER}`, 'public'), false)
    assert.equal(mayDial(`/ip4/10.0.0.1/tcp/1/p2p/${PEER}`, 'public'), false)
    assert.equal(mayDial(`/ip4/127.0.0.1/tcp/1/p2p/${PEER}`, 'private'), false)
    assert.equal(mayDial(`/ip4/8.8.8.8/tcp/1/p2p/${PEER}`, 'public'), true)
    assert.equal(mayDial(`/ip4/127.0.0.1/tcp/1/p2p/${PEER}`, 'loopback'), true)
  })

  it('dials nothing without a peer id, and nothing that is no address', () => {
    assert.equal(mayDial('/ip4/8.8.8.8/tcp/1', 'public'), false)
    assert.equal(mayDial('http://example.org', 'public'), false)
  })
})
