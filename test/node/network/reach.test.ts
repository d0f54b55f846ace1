import assert from 'node:assert/strict'
import { multiaddr } from '@multiformats/multiaddr'
import { isPlain, mayDial, reachOf } from '../../../node/network/reach.ts'

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
    '/ip4/198.18.0.1/tcp/1': 'private',
    '/ip6/fec0::1/tcp/1': 'private',
    '/ip6/64:ff9b:1::7f00:1/tcp/1': 'private',
    '/ip6/::ffff:127.0.0.1/tcp/1': 'loopback',
    '/ip6/::ffff:7f00:1/tcp/1': 'loopback',
    '/ip6/0:0:0:0:0:ffff:a01:203/tcp/1': 'private',
    '/ip6/64:ff9b::127.0.0.1/tcp/1': 'loopback',
    '/ip6/64:ff9b::c0a8:101/tcp/1': 'private',
    '/ip6/2002:7f00:1::/tcp/1': 'loopback',
    '/ip6/2002:c0a8:0101::1/tcp/1': 'private',
    '/ip6/::10.0.0.1/tcp/1': 'private',
    '/ip6/::ffff:8.8.8.8/tcp/1': 'public',
    '/ip6/64:ff9b::808:808/tcp/1': 'public',
    '/ip4/8.8.8.8/tcp/1': 'public',
    '/ip4/172.32.0.1/tcp/1': 'public',
    '/ip6/2001:4860::1/tcp/1': 'public',
    '/dns4/example.org/tcp/1': 'public',
    '/ip4/0.0.0.0/tcp/1': undefined,
    '/ip4/224.0.0.1/tcp/1': undefined,
    '/ip6/::/tcp/1': undefined,
    '/ip6/ff02::1/tcp/1': undefined,
    '/ip6/::ffff:0.0.0.0/tcp/1': undefined,
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

  const HASH = 'uEiDDq4_xNyDorZBH3TlGazyJdOWSwvo4PUo5YHFMrvDE8g'
  for (const [address, plain] of [
    ['/ip4/8.8.8.8/tcp/1', true],
    ['/ip6/2001:4860::1/tcp/1/ws', true],
    ['/ip4/8.8.8.8/tcp/1/tls/ws', true],
    ['/ip4/8.8.8.8/tcp/1/wss', true],
    [`/ip4/8.8.8.8/udp/1/webrtc-direct/certhash/${HASH}`, true],
    ['/ip4/8.8.8.8/tcp/8545/tls/sni/localhost/ws', false],
    ['/ip4/8.8.8.8/tcp/1/http', false],
    ['/ip4/8.8.8.8/tcp/1/ip4/127.0.0.1/tcp/2', false],
    ['/ip4/8.8.8.8/tcp/1/dns4/localhost/tcp/2/ws', false],
    ['/ip6zone/lo/ip6/2001:4860::1/tcp/1', false],
    ['/dns4/example.org/tcp/1', false],
    ['/unix/tmp', false],
  ] as const) {
    it(`${plain ? 'dials' : 'never dials'} ${address}`, () => {
      assert.equal(isPlain(multiaddr(address)), plain)
      assert.equal(mayDial(`${address}/p2p/${PEER}`, 'public'), plain)
    })
  }

  it('dials nothing without a peer id, and nothing that is no address', () => {
    assert.equal(mayDial('/ip4/8.8.8.8/tcp/1', 'public'), false)
    assert.equal(mayDial('http://example.org', 'public'), false)
  })
})
