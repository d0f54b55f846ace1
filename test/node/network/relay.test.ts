import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { tcp } from '@libp2p/tcp'
import { UnreachableError } from '../../../node/domain/errors.ts'
import type { Network } from '../../../node/network/createNetwork.ts'
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
