import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { MemoryBlockstore } from 'blockstore-core'
import { UnreachableError } from '../../../../node/domain/errors.ts'
import { createExchange } from '../../../../node/gateway/exchange.ts'
import type { Network } from '../../../../node/network/createNetwork.ts'
import { blocksOf, testNetwork } from '../../../support/network.ts'
import { madeFile } from '../../../support/sources.ts'

type Answer = (request: Request) => Promise<Response>

describe('a gateway of the wider IPFS world', () => {
  let file: Awaited<ReturnType<typeof madeFile>>
  let serve: Answer
  let asked: string[]
  let server: Server
  let url: string

  before(async () => {
    file = await madeFile(3_000_000)
    const fetch: Answer = async (request) => {
      const { pathname, search } = new URL(request.url)
      asked.push(`${request.method} ${pathname}${search}`)
      // It knows nothing but the gateway's own questions.
      return pathname.startsWith('/ipfs/') ? serve(request) : new Response(null, { status: 404 })
    }
    // As created here it is node:http's.
    server = createAdaptorServer({ fetch }) as Server
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    // A TCP server's address is never a pipe's name.
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(() => {
    server.close()
    server.closeAllConnections()
  })
  beforeEach(() => {
    asked = []
    serve = createExchange({ blocks: blocksOf(file.store) })
  })

  async function read(network: Network): Promise<Buffer> {
    return Buffer.concat(await Array.fromAsync(network.files.read(file.cid)))
  }
  const reader = () => testNetwork({ listen: [], gateways: [url], patience: 0.05 })

  it('is read from when no peer is there', async () => {
    await using network = await reader()
    assert.ok((await read(network)).equals(file.content))
    assert.ok(asked.some((line) => line.includes('format=car&dag-scope=entity&entity-bytes=0:0')))
    const unknown = asked.filter((line) => !line.startsWith('GET /ipfs/'))
    assert.ok(unknown.length <= 2, 'what it does not know is not asked again and again')
  })

  it('is believed nothing', async () => {
    const honest = serve
    serve = async (request) => {
      const bytes = new Uint8Array(await (await honest(request)).arrayBuffer())
      bytes[bytes.length - 5] = (bytes[bytes.length - 5] ?? 0) ^ 1
      return new Response(bytes)
    }
    const store = new MemoryBlockstore()
    await using network = await testNetwork({
      ...{ listen: [], gateways: [url], patience: 0.05, blockstore: store },
    })
    await assert.rejects(read(network), UnreachableError)
    for await (const { cid } of store.getAll())
      assert.deepEqual(cid.multihash.bytes, file.cid.multihash.bytes)
  })

  it('points us nowhere else', async () => {
    serve = async () =>
      new Response(null, { status: 302, headers: { location: `${url}/elsewhere` } })
    await using network = await reader()
    await assert.rejects(read(network), UnreachableError)
    assert.ok(asked.every((line) => !line.includes('elsewhere')))
  })

  it('cannot fill the memory with one block', async () => {
    let sent = 0
    serve = async () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            sent += 1
            controller.enqueue(new Uint8Array(1024 * 1024))
          },
        }),
      )
    await using network = await reader()
    await assert.rejects(read(network), UnreachableError)
    assert.ok(sent < 400, `${sent} MiB were taken`)
  })
})
