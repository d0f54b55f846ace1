import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { CID } from 'multiformats/cid'
import { DialRules } from '../../../node/network/dialRules.ts'
import { testNetwork } from '../../support/network.ts'

const PEER = '12D3KooWQau2tBX3ChcKaUxSBEHYWnEBxTv5FyQD89fd2hMKUt6U'

describe('dial rules', () => {
  const refuses = (rules: DialRules, address: string) => rules.refuses(multiaddr(address))

  it('refuse what is private or only named, unless it was permitted', () => {
    const rules = new DialRules()
    for (const address of [
      '/ip4/127.0.0.1/tcp/1',
      '/ip4/10.0.0.1/tcp/1',
      '/ip4/169.254.169.254/tcp/80',
      '/dns4/example.org/tcp/1',
      '/ip4/0.0.0.0/tcp/1',
      '/ip4/8.8.8.8/tcp/8545/tls/sni/localhost/ws',
    ]) {
      assert.equal(refuses(rules, address), true, address)
      rules.permit(`${address}/p2p/${PEER}`)
      assert.equal(refuses(rules, `${address}/p2p/${PEER}`), false, address)
      assert.equal(refuses(rules, address), false, address)
    }
    assert.equal(refuses(rules, '/ip4/8.8.8.8/tcp/1'), false)
  })

  it('keep a peer that claims a private door as its own from making us knock there', async () => {
    let knocks = 0
    const door = createServer((socket) => {
      knocks += 1
      socket.destroy()
    }).listen(0, '127.0.0.1')
    await once(door, 'listening')
    // A TCP server's address is never a pipe's name.
    const { port } = door.address() as AddressInfo
    const liar = await createLibp2p({
      addresses: {
        listen: ['/ip4/127.0.0.1/tcp/0'],
        announce: [`/ip4/127.0.0.1/tcp/${port}`],
      },
      transports: [tcp()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      services: { identify: identify() },
    })
    await liar.handle('/ipfs/bitswap/1.2.0', (stream) => {
      stream.addEventListener('message', () => undefined)
    })
    const reader = await testNetwork({ patience: 0.1 })
    try {
      const [address] = reader.addresses()
      await liar.dial(multiaddr(address ?? ''))
      const nowhere = CID.parse('bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy')
      await assert.rejects(reader.blocks.get(nowhere))
      assert.equal(knocks, 0)
    } finally {
      await reader[Symbol.asyncDispose]()
      await liar.stop()
      door.close()
    }
  }).timeout(20_000)
})
