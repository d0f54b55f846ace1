import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { listenHttp, type HttpOptions } from '../../../node/daemon/httpServer.ts'

const endless = (): Response =>
  new Response(
    new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
    }),
  )

/** An address of this machine from which a caller counts as a stranger, if it has one. */
const outside = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address

describe('the http server', () => {
  const listen = (answer: () => Response, options: HttpOptions, ip = '127.0.0.1') =>
    listenHttp(async () => answer(), ip, 0, options)

  it('ends a connection over which nothing goes any more', async () => {
    await using server = await listen(endless, { idleMs: 300 })
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n')
    await once(socket, 'readable')
    // Nothing is read: what the system takes in is soon full.
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    socket.resume()
    await once(socket, 'close')
  })

  it('takes no more connections than it was told', async () => {
    await using server = await listen(endless, { maxConnections: 2 })
    const port = Number(new URL(server.url).port)
    const sockets = [0, 1, 2].map(() => connect(port, '127.0.0.1'))
    const [, , third] = sockets
    assert.ok(third)
    await once(third, 'close')
    for (const socket of sockets) socket.destroy()
  })

  it('asks strangers to come back when it has its hands full, and never the owner', async function () {
    if (outside === undefined) return this.skip()
    await using server = await listen(endless, { maxAnswers: 1 }, outside)
    const ended = new AbortController()
    const first = await fetch(server.url, { signal: ended.signal })
    assert.equal(first.status, 200)
    const second = await fetch(server.url)
    assert.deepEqual([second.status, second.headers.get('retry-after')], [503, '1'])
    ended.abort()
    let again = await fetch(server.url)
    for (let i = 0; again.status !== 200 && i < 100; i++) again = await fetch(server.url)
    assert.equal(again.status, 200)
    await again.body?.cancel()
    await using own = await listen(endless, { maxAnswers: 0 })
    const answered = await fetch(own.url)
    assert.equal(answered.status, 200)
    await answered.body?.cancel()
  })

  it('says why an answer was cut, and cuts the connection with it', async () => {
    const cuts: unknown[] = []
    const failing = () =>
      new Response(
        new ReadableStream({
          start: (controller) => controller.enqueue(new Uint8Array(10)),
          pull: (controller) => controller.error(new Error('nobody delivers')),
        }),
        { headers: { 'content-length': '100' } },
      )
    await using server = await listen(failing, { onCut: (error) => cuts.push(error) })
    const printed: unknown[] = []
    const print = console.error
    console.error = (...what: unknown[]) => printed.push(...what)
    try {
      await assert.rejects(async () => (await fetch(server.url)).arrayBuffer())
    } finally {
      console.error = print
    }
    assert.deepEqual([cuts.map(String), printed], [['Error: nobody delivers'], []])
  })
})
