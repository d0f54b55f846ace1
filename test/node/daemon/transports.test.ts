import assert from 'node:assert/strict'
import { webSockets } from '@libp2p/websockets'
import { refuseAddresses, transportsFor } from '../../../node/daemon/transports.ts'
import { UsageError } from '../../../node/domain/errors.ts'

const PEER = '12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN'

describe('how a node is reached', () => {
  it('is TCP on its port and WebSocket on the next', () => {
    assert.deepEqual(transportsFor('0.0.0.0', 4243).listen, [
      '/ip4/0.0.0.0/tcp/4243',
      '/ip4/0.0.0.0/tcp/4244/ws',
    ])
  })

  it('is two free ports where any will do, and IPv6 where that is asked for', () => {
    assert.deepEqual(transportsFor('::1', 0).listen, ['/ip6/::1/tcp/0', '/ip6/::1/tcp/0/ws'])
  })

  it('is also WebRTC on the UDP port of the same number, where WebRTC can be spoken', () => {
    const { listen } = transportsFor('0.0.0.0', 4243, webSockets())
    assert.equal(listen[2], '/ip4/0.0.0.0/udp/4243/webrtc-direct')
  })

  it('is an address that ends in a peer id; any other is refused before anything starts', () => {
    refuseAddresses([`/ip4/10.0.0.1/tcp/4243/p2p/${PEER}`, `/dns4/a.example/tcp/1/ws/p2p/${PEER}`])
    for (const address of [
      '/ip4/10.0.0.1/tcp/4243',
      `/ip4/10.0.0.999/tcp/4243/p2p/${PEER}`,
      `/nonsense/p2p/${PEER}`,
      '/ip4/10.0.0.1/tcp/4243/p2p/xyz',
    ]) {
      assert.throws(() => refuseAddresses([address]), UsageError, address)
    }
  })
})
