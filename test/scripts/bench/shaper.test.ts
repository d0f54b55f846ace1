import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { Shaper } from '../../../scripts/bench/transfer/shaper/shaper.ts'

const HOME = { bytesPerSecond: 1_000_000, delayMs: 40, queueBytes: 64 * 1024 }
const noise = (bytes: number) => Buffer.concat(Array.from({ length: bytes / 50_000 }, piece))
const piece = () => crypto.getRandomValues(new Uint8Array(50_000))

/** `answer` gets each connection; the client's end of one comes from `reach`. */
async function lineTo(answer: (socket: Socket) => void) {
  const server: Server = createServer({ allowHalfOpen: true }, answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // It listens on a port.
  const { port } = server.address() as AddressInfo
  const shaper = await Shaper.listen({ host: '127.0.0.1', port }, HOME)
  return {
    shaper,
    reach: () => connect({ port: shaper.port, host: '127.0.0.1', allowHalfOpen: true }),
    async [Symbol.asyncDispose]() {
      await shaper[Symbol.asyncDispose]()
      server.close()
      await once(server, 'close')
    },
  }
}

describe('bench: a slow line', () => {
  it('carries a stream whole and in order, and no faster than it is', async () => {
    const sent = noise(1_200_000)
    await using line = await lineTo((socket) => socket.end(sent))
    const began = performance.now()
    const socket = line.reach()
    socket.end()
    const got = await buffer(socket)
    const ms = performance.now() - began
    assert.ok(got.equals(sent))
    // There, back, and the bytes themselves. How much later it may be is the machine's affair.
    assert.ok(ms >= 0.97 * (1200 + 2 * HOME.delayMs), `it took only ${ms} ms`)
  })

  it('carries both directions of several connections at once', async () => {
    await using line = await lineTo((socket) => socket.pipe(socket))
    const echoed = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const bytes = noise(100_000)
        const socket = line.reach()
        socket.end(bytes)
        return (await buffer(socket)).equals(bytes)
      }),
    )
    assert.deepEqual(echoed, [true, true, true])
  })

  it('makes a fresh connection wait for its round trip, and the first answer for another', async () => {
    await using line = await lineTo((socket) => socket.pipe(socket))
    const began = performance.now()
    const socket = line.reach()
    socket.write('?')
    await once(socket, 'data')
    const ms = performance.now() - began
    socket.destroy()
    assert.ok(ms >= 0.97 * 4 * HOME.delayMs, `it took only ${ms} ms`)
  })

  it('tells the far side when the near one breaks off, so that it stops', async () => {
    const closed = Promise.withResolvers<undefined>()
    await using line = await lineTo((socket) => {
      socket.on('error', () => undefined).once('close', () => closed.resolve(undefined))
      socket.write(noise(5_000_000))
    })
    const socket = line.reach()
    await once(socket, 'data')
    socket.destroy()
    await closed.promise
    assert.ok(line.shaper.down.delivered < 1_000_000)
  })

  it('breaks off near when there is nobody at the far end', async () => {
    await using shaper = await Shaper.listen({ path: '/nowhere/at/all' }, HOME)
    const socket = connect({ port: shaper.port, host: '127.0.0.1' })
    socket.on('error', () => undefined)
    await once(socket, 'close')
  })
})
