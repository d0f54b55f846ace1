import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p, type Libp2p } from 'libp2p'
import { UnreachableError } from '../../../node/domain/errors.ts'
import type { Network } from '../../../node/network/createNetwork.ts'
import { relayService } from '../../../node/network/relay.ts'
import { testNetwork } from '../../support/network.ts'

/** Stands before the relay and counts what goes through it. */
async function counter(port: number): Promise<{ port: number; bytes(): number; server: Server }> {
  let bytes = 0
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const [from, to] of [[near, far] as const, [far, near] as const]) {
      from.on('data', (chunk) => (bytes += chunk.length))
      from.on('error', () => to.destroy())
      from.pipe(to)
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A TCP server's address is never a pipe's name.
  return { port: (server.address() as AddressInfo).port, bytes: () => bytes, server }
}

const transports = [tcp(), circuitRelayTransport()]

describe('two peers who know each other through a relay only', function () {
  this.timeout(30_000)
  let relay: Network
  let seeder: Network
  let reader: Network
  let line: Awaited<ReturnType<typeof counter>>

  before(async () => {
    relay = await testNetwork({ relay: true })
    const port = Number(/tcp\/(\d+)/.exec(relay.addresses()[0] ?? '')?.[1])
    line = await counter(port)
    const there = `/ip4/127.0.0.1/tcp/${line.port}/p2p/${relay.peer}`
    seeder = await testNetwork({ listen: ['/p2p-circuit'], transports })
    reader = await testNetwork({ listen: [], transports, patience: 0.05 })
    for (const each of [seeder, reader]) await each.connect(there, AbortSignal.timeout(5000))
    for (let i = 0; seeder.addresses().length === 0 && i < 100; i++) await pause(50)
    await reader.connect(`${there}/p2p-circuit/p2p/${seeder.peer}`, AbortSignal.timeout(5000))
  })
  after(async () => {
    for (const each of [reader, seeder, relay]) await each[Symbol.asyncDispose]()
    line.server.close()
  })

  it('are connected, and move no music over it', async () => {
    assert.ok(reader.peers().some(({ peer }) => peer === seeder.peer))
    const { cid } = await seeder.files.add(
      (async function* () {
        yield crypto.getRandomValues(new Uint8Array(60_000))
      })(),
    )
    await pause(300)
    const before = line.bytes()
    await assert.rejects(reader.blocks.get(cid), UnreachableError)
    assert.equal(await reader.blocks.has(cid), false)
    const carried = line.bytes() - before
    assert.ok(carried < 20_000, `the relay carried ${carried} bytes`)
  })

  it('cannot be asked over HTTP either', async () => {
    const question = { path: '/ipfs/bafkqaaa' }
    await assert.rejects(reader.http.ask(seeder.peer, question, {}), {
      name: 'NoRoadError',
    })
  })
})

describe('places at a relay', function () {
  this.timeout(30_000)
  const nodes: Libp2p[] = []

  const basis = {
    transports,
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionGater: { denyDialMultiaddr: () => false },
  }

  async function relayNode() {
    const addresses = { listen: ['/ip4/127.0.0.1/tcp/0'] }
    const services = { identify: identify(), relay: relayService() }
    // All come from this one machine.
    const connectionManager = { inboundConnectionThreshold: 100 }
    const made = await createLibp2p({ ...basis, addresses, connectionManager, services })
    nodes.push(made)
    return made
  }

  /** One who asks for a place; gives when it has got it or was refused. */
  async function guest(relay: Libp2p) {
    const addresses = { listen: ['/p2p-circuit'] }
    const made = await createLibp2p({ ...basis, addresses, services: { identify: identify() } })
    nodes.push(made)
    await made.dial(relay.getMultiaddrs())
    for (let i = 0; made.getMultiaddrs().length === 0 && i < 20; i++) await pause(50)
    return made
  }

  afterEach(async () => {
    for (const each of nodes.splice(0)) await each.stop()
  })

  it('are free again when who had them has left', async () => {
    const relay = await relayNode()
    const first = await guest(relay)
    assert.equal(relay.services.relay.reservations.size, 1)
    await first.stop()
    while (relay.getPeers().length > 0) await pause(20)
    const second = await guest(relay)
    assert.deepEqual([...relay.services.relay.reservations.keys()].map(String), [
      second.peerId.toString(),
    ])
  })

  it('are eight for one machine, and the rest for others', async () => {
    const relay = await relayNode()
    let from = '/ip4/8.8.8.8/tcp/1'
    relay.addEventListener('connection:open', ({ detail }) => {
      detail.remoteAddr = multiaddr(from)
    })
    const { reservations } = relay.services.relay
    for (let i = 0; i < 8; i++) await guest(relay)
    assert.equal(reservations.size, 8)
    await guest(relay)
    assert.equal(reservations.size, 8)
    from = '/ip4/9.9.9.9/tcp/1'
    await guest(relay)
    assert.equal(reservations.size, 9)
  })
})
