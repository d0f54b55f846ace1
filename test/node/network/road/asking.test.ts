import assert from 'node:assert/strict'
import type { Stream } from '@libp2p/interface'
import {
  BadAnswerError,
  CutAnswerError,
  LateAnswerError,
  NoRoadError,
} from '../../../../node/network/road/errors.ts'
import { Libp2pHttp } from '../../../../node/network/road/asking.ts'
import { blocksBody, drain, httpStreams, node, pair, until, type Via } from './pair.ts'

/** A node that answers `/http/1.1` with whatever `talk` does, and one that asks it. */
async function strange(talk: (stream: Stream) => void | Promise<void>) {
  const answers = await node('tcp')
  const asks = await node('tcp')
  await answers.handle('/http/1.1', (stream) => onFirst(stream, talk), { force: true })
  const connection = await asks.dial(answers.getMultiaddrs())
  return {
    client: new Libp2pHttp(asks),
    peer: answers.peerId.toString(),
    connection,
    async [Symbol.asyncDispose]() {
      await Promise.all([answers.stop(), asks.stop()])
    },
  }
}

const onFirst = (stream: Stream, talk: (stream: Stream) => void | Promise<void>): void =>
  stream.addEventListener('message', () => void talk(stream), { once: true })

const say = (stream: Stream, text: string): boolean => stream.send(new TextEncoder().encode(text))

const asText = async (body: AsyncIterable<Uint8Array>): Promise<string> =>
  new TextDecoder().decode(await drain(body))

describe('asking a peer over HTTP', () => {
  for (const via of ['tcp', 'ws'] satisfies Via[]) {
    it(`brings method, path, query, headers, body and asker to the handler (${via})`, async () => {
      await using p = await pair({}, via)
      p.server.answer(async (request, from) => {
        const { pathname, search } = new URL(request.url)
        const { method } = request
        const said = [method, pathname, search, request.headers.get('x-a'), await request.text()]
        return Response.json([...said, from], { status: 201 })
      })
      const question = {
        method: 'POST',
        path: '/a/b?c=d&e=%20f',
        headers: { 'x-a': 'g' },
        body: new TextEncoder().encode('hello'),
      }
      const { status, headers, body } = await p.client.ask(p.peer, question)
      assert.equal(status, 201)
      assert.equal(headers.get('content-type'), 'application/json')
      const me = p.inbound.remotePeer.toString()
      const said = ['POST', '/a/b', '?c=d&e=%20f', 'g', 'hello', me]
      assert.deepEqual(JSON.parse(await asText(body)), said)
    })

    it(`brings ten megabytes in chunks, byte for byte (${via})`, async () => {
      await using p = await pair({}, via)
      p.server.answer(() => Promise.resolve(new Response(blocksBody(40))))
      const { body } = await p.client.ask(p.peer, { path: '/' })
      const expected = await drain(blocksBody(40))
      assert.equal(Buffer.compare(await drain(body), expected), 0)
    })
  }

  it('uses one stream for twenty questions that follow each other', async () => {
    await using p = await pair()
    p.server.answer(() => Promise.resolve(new Response(blocksBody(1))))
    const opened = new Set<string>()
    for (let i = 0; i < 20; i++) {
      const { body } = await p.client.ask(p.peer, { path: '/' })
      for (const { id, protocol } of p.connection.streams)
        if (protocol === '/http/1.1') opened.add(id)
      await drain(body)
    }
    assert.equal(opened.size, 1)
  })

  it('hangs nothing more on a stream each time it is used', async () => {
    await using p = await pair()
    p.server.answer(() => Promise.resolve(new Response('hello')))
    const ask = async () => drain((await p.client.ask(p.peer, { path: '/' })).body)
    const listeners = () =>
      p.connection.streams
        .filter(({ protocol }) => protocol === '/http/1.1')
        .map((stream) => stream.listenerCount('close'))
    await ask()
    const before = listeners()
    for (let i = 0; i < 20; i++) await ask()
    assert.equal(before.length, 1)
    assert.deepEqual(listeners(), before)
  })

  it('opens a stream ahead', async () => {
    await using p = await pair()
    p.server.answer(() => Promise.resolve(new Response('hello')))
    await p.client.warm(p.peer)
    assert.equal(httpStreams(p.connection), 1)
    await drain((await p.client.ask(p.peer, { path: '/' })).body)
    assert.equal(httpStreams(p.connection), 1)
  })

  it('keeps no more than four streams that nobody uses', async () => {
    await using p = await pair()
    p.server.answer(() => Promise.resolve(new Response('hello')))
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => p.client.ask(p.peer, { path: '/' })),
    )
    await Promise.all(answers.map(({ body }) => drain(body)))
    await until(() => httpStreams(p.connection) === 4)
  })

  it('asks again on a new stream when the one it kept turns out dead', async () => {
    await using p = await pair({ idleMs: 60_000 })
    p.server.answer(() => Promise.resolve(new Response('hello')))
    await drain((await p.client.ask(p.peer, { path: '/' })).body)
    for (const stream of p.inbound.streams) {
      if (stream.protocol === '/http/1.1') stream.abort(new Error('gone'))
    }
    assert.equal(await asText((await p.client.ask(p.peer, { path: '/' })).body), 'hello')
  })

  it('hears an answer without a body, and to HEAD, and uses the stream again', async () => {
    await using p = await pair()
    p.server.answer((request) =>
      Promise.resolve(
        request.method === 'HEAD'
          ? new Response(blocksBody(3), { headers: { 'content-length': '786432' } })
          : new Response(null, { status: 204 }),
      ),
    )
    for (const method of ['GET', 'HEAD', 'GET']) {
      const { body, headers } = await p.client.ask(p.peer, { method, path: '/' })
      assert.equal((await drain(body)).byteLength, 0)
      if (method === 'HEAD') assert.equal(headers.get('content-length'), '786432')
    }
    assert.equal(httpStreams(p.connection), 1)
  })

  it('stops the sender when the reader leaves', async () => {
    await using p = await pair()
    const produced = { bytes: 0, cancelled: false }
    p.server.answer(() => Promise.resolve(new Response(blocksBody(4000, produced))))
    const { body } = await p.client.ask(p.peer, { path: '/' })
    for await (const piece of body) if (piece.byteLength > 0) break
    const atLeaving = produced.bytes
    await until(() => produced.cancelled)
    assert.ok(produced.bytes - atLeaving < 2 * 1024 * 1024, String(produced.bytes - atLeaving))
    await until(() => httpStreams(p.inbound) === 0)
  })

  it('stops the sender when the signal aborts, and says why', async () => {
    await using p = await pair()
    const produced = { bytes: 0, cancelled: false }
    p.server.answer(() => Promise.resolve(new Response(blocksBody(4000, produced))))
    const stop = new AbortController()
    const { body } = await p.client.ask(p.peer, { path: '/' }, { signal: stop.signal })
    await body.next()
    const why = new Error('enough')
    stop.abort(why)
    await assert.rejects(drain(body), (error) => error === why)
    await until(() => produced.cancelled)
  })

  it('stops the sender even when the body was never begun', async () => {
    await using p = await pair()
    const produced = { bytes: 0, cancelled: false }
    p.server.answer(() => Promise.resolve(new Response(blocksBody(4000, produced))))
    const { body } = await p.client.ask(p.peer, { path: '/' })
    await body.return(undefined)
    await until(() => produced.cancelled)
  })

  it('can be left while it waits for bytes that do not come', async () => {
    await using p = await pair()
    p.server.answer(() => Promise.resolve(new Response(new ReadableStream())))
    const { body } = await p.client.ask(p.peer, { path: '/' })
    const pending = body.next()
    await body.return(undefined)
    assert.deepEqual(await pending, { done: true, value: undefined })
  })

  it('gives up waiting for a head when the signal aborts', async () => {
    await using p = await pair()
    p.server.answer(() => new Promise(() => undefined))
    const signal = AbortSignal.timeout(100)
    await assert.rejects(p.client.ask(p.peer, { path: '/' }, { signal }), { name: 'TimeoutError' })
    await until(() => httpStreams(p.inbound) === 0)
  })

  it('gives up waiting for a head after ten seconds when nobody gave a signal', async () => {
    await using p = await pair()
    p.server.answer(() => new Promise(() => undefined))
    await assert.rejects(p.client.ask(p.peer, { path: '/' }), LateAnswerError)
  }).timeout(20_000)

  it('lets a slow reader hold the sender back, and brings everything all the same', async () => {
    await using p = await pair()
    const produced = { bytes: 0, cancelled: false }
    p.server.answer(() => Promise.resolve(new Response(blocksBody(64, produced))))
    const { body } = await p.client.ask(p.peer, { path: '/' })
    let read = 0
    let ahead = 0
    for await (const piece of body) {
      read += piece.byteLength
      if (read < 4 * 1024 * 1024) await new Promise((go) => setTimeout(go, 10))
      ahead = Math.max(ahead, produced.bytes - read)
    }
    assert.equal(read, 16 * 1024 * 1024)
    assert.ok(ahead < 2 * 1024 * 1024, String(ahead))
  }).timeout(60_000)

  it('leaves no streams after a thousand answers that were left', async () => {
    await using p = await pair()
    p.server.answer(() => Promise.resolve(new Response(blocksBody(4000))))
    await p.client.warm(p.peer)
    const before = [p.connection.streams.length, p.inbound.streams.length]
    for (let i = 0; i < 1000; i++) {
      const { body } = await p.client.ask(p.peer, { path: '/' })
      if (i % 2 === 0) await body.next()
      await body.return(undefined)
    }
    await until(() => httpStreams(p.connection) === 0 && httpStreams(p.inbound) === 0)
    assert.ok(p.connection.streams.length <= (before[0] ?? 0))
    assert.ok(p.inbound.streams.length <= (before[1] ?? 0))
  }).timeout(60_000)

  for (const [how, head] of [
    ['of known length', 'content-length: 1000'],
    ['in chunks', 'transfer-encoding: chunked'],
  ] as const) {
    for (const after of [0, 1, 500, 999]) {
      for (const ending of ['close', 'reset'] as const) {
        it(`tells an answer ${how} that is ${ending} after ${after} bytes from a whole one`, async () => {
          await using p = await strange(async (stream) => {
            const size = how === 'in chunks' ? '3e8\r\n' : ''
            say(stream, `HTTP/1.1 200 OK\r\n${head}\r\n\r\n${size}${'x'.repeat(after)}`)
            if (ending === 'close') return stream.close()
            await new Promise((go) => setTimeout(go, 20))
            stream.abort(new Error('cut'))
          })
          const { body } = await p.client.ask(p.peer, { path: '/' })
          await assert.rejects(drain(body), CutAnswerError)
          await until(() => httpStreams(p.connection) === 0)
        })
      }
    }
  }

  for (const rest of ['', '\r\n', '\r\n0', '\r\n0\r\n', '\r\n0\r\nx: y\r\n']) {
    it(`misses the end mark in ${JSON.stringify(rest)}`, async () => {
      await using p = await strange((stream) => {
        say(stream, `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na${rest}`)
        return stream.close()
      })
      const { body } = await p.client.ask(p.peer, { path: '/' })
      await assert.rejects(drain(body), CutAnswerError)
    })
  }

  it('understands chunks cut anywhere, with extensions and trailers', async () => {
    await using p = await strange(async (stream) => {
      const answer =
        'HTTP/1.1 200\r\nTransfer-Encoding: Chunked\r\n\r\n2;a=b\r\nhe\r\n003\r\nllo\r\n0\r\nx: y\r\n\r\n'
      for (const letter of answer) {
        say(stream, letter)
        await new Promise((go) => setTimeout(go, 1))
      }
    })
    assert.equal(await asText((await p.client.ask(p.peer, { path: '/' })).body), 'hello')
  })

  for (const [what, answer] of [
    ['no HTTP', 'hello\r\n\r\n'],
    ['a body whose end is not marked', 'HTTP/1.1 200 OK\r\n\r\nhello'],
    ['two marks', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n'],
    ['an endless head', `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(5000)}`],
    ['an endless line', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}`],
    ['nothing but interim answers', 'HTTP/1.1 100 C\r\n\r\n'.repeat(10)],
    ['bare line feeds', 'HTTP/1.1 200 OK\ncontent-length: 0\n\n'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await using p = await strange((stream) => void say(stream, answer))
      await assert.rejects(p.client.ask(p.peer, { path: '/' }), BadAnswerError)
      await until(() => httpStreams(p.connection) === 0)
    })
  }

  for (const chunk of [
    'zz\r\n',
    '-1\r\n',
    '\r\n',
    '1\r\nab\r\n',
    'fffffffff\r\n',
    `1;${'x'.repeat(999)}`,
  ]) {
    it(`refuses the chunk ${JSON.stringify(chunk.slice(0, 12))}`, async () => {
      await using p = await strange(
        (stream) =>
          void say(stream, `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${chunk}`),
      )
      const { body } = await p.client.ask(p.peer, { path: '/' })
      await assert.rejects(drain(body), BadAnswerError)
    })
  }

  it('does not let a path or a header carry another request', async () => {
    await using p = await pair()
    for (const path of ['', 'a', '/ HTTP/1.1\r\nx: y', '/\u00e9']) {
      await assert.rejects(p.client.ask(p.peer, { path }), { name: 'UsageError' })
    }
    await assert.rejects(
      p.client.ask(p.peer, { path: '/', headers: { x: 'y\r\nz: 1' } }),
      TypeError,
    )
  })

  it('asks nobody it is not connected to', async () => {
    await using p = await pair()
    const stranger = '12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA'
    await assert.rejects(p.client.ask(stranger, { path: '/' }), NoRoadError)
    assert.equal(await p.client.speaks(stranger), false)
  })

  it('asks nobody over a relay', async () => {
    await using p = await pair()
    p.connection.limits = { bytes: 1000n }
    await assert.rejects(p.client.ask(p.peer, { path: '/' }), NoRoadError)
    assert.equal(await p.client.speaks(p.peer), false)
  })

  it('knows who speaks HTTP, also right after connecting', async () => {
    await using p = await pair()
    assert.equal(await p.client.speaks(p.peer), true)
    const deaf = await node('tcp')
    const asks = await node('tcp')
    await deaf.unhandle('/http/1.1')
    await asks.dial(deaf.getMultiaddrs())
    assert.equal(await new Libp2pHttp(asks).speaks(deaf.peerId.toString()), false)
    await Promise.all([deaf.stop(), asks.stop()])
  })
})
