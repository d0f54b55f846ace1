import assert from 'node:assert/strict'
import type { Stream } from '@libp2p/interface'
import type { Limits } from '../../../../node/network/road/answering.ts'
import { Libp2pHttp } from '../../../../node/network/road/asking.ts'
import { blocksBody, drain, httpStreams, node, pair, until, type Pair } from './pair.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A stream to the server with no client of ours on it, and what came back on it. */
async function raw({ connection }: Pair) {
  const stream: Stream = await connection.newStream(['/http/1.1'])
  const heard = { text: '', bytes: 0, ended: false, error: undefined as Error | undefined }
  stream.addEventListener('message', ({ data }) => {
    heard.bytes += data.byteLength
    if (heard.text.length < 10_000) heard.text += new TextDecoder().decode(data.subarray())
  })
  stream.addEventListener('end', () => (heard.ended = stream.status === 'open'))
  stream.addEventListener('close', ({ error }) => (heard.error = error))
  return { stream, heard }
}

const served = async (limits: Partial<Limits> = {}): Promise<Pair> => {
  const p = await pair(limits)
  p.server.answer(async (request) => new Response(`${new URL(request.url).pathname}\n`))
  return p
}

const stillAnswers = async (p: Pair): Promise<void> => {
  const { status, body } = await p.client.ask(p.peer, { path: '/alive' })
  assert.equal(status, 200)
  assert.equal(new TextDecoder().decode(await drain(body)), '/alive\n')
}

const GET = 'GET /a HTTP/1.1\r\nhost: x\r\n\r\n'

describe('answering peers over HTTP', () => {
  it('says it is not ready until it has a handler', async () => {
    await using p = await pair()
    assert.equal((await p.client.ask(p.peer, { path: '/' })).status, 503)
    p.server.answer(() => Promise.resolve(new Response('hello')))
    assert.equal((await p.client.ask(p.peer, { path: '/' })).status, 200)
  })

  it('hides what went wrong in a handler', async () => {
    await using p = await pair()
    p.server.answer(() => Promise.reject(new Error('secret')))
    const { status, body } = await p.client.ask(p.peer, { path: '/' })
    assert.equal(status, 500)
    assert.equal((await drain(body)).byteLength, 0)
  })

  it('says how long a body is when the handler says it, and marks its end when not', async () => {
    await using p = await pair()
    p.server.answer((request) => {
      const headers = new Headers(
        request.url.endsWith('/known') ? { 'content-length': '524288' } : {},
      )
      return Promise.resolve(new Response(blocksBody(2), { headers }))
    })
    const known = await p.client.ask(p.peer, { path: '/known' })
    assert.equal(known.headers.get('content-length'), '524288')
    assert.equal(known.headers.get('transfer-encoding'), null)
    assert.equal((await drain(known.body)).byteLength, 524288)
    const unknown = await p.client.ask(p.peer, { path: '/unknown' })
    assert.equal(unknown.headers.get('transfer-encoding'), 'chunked')
    assert.equal((await drain(unknown.body)).byteLength, 524288)
  })

  it('takes no empty piece of a body for its end', async () => {
    await using p = await pair()
    p.server.answer(() => {
      const pieces = ['a', '', 'b'].map(bytes)
      const body = new ReadableStream({
        pull(controller) {
          const piece = pieces.shift()
          if (piece) controller.enqueue(piece)
          else controller.close()
        },
      })
      return Promise.resolve(new Response(body))
    })
    const { body } = await p.client.ask(p.peer, { path: '/' })
    assert.equal(new TextDecoder().decode(await drain(body)), 'ab')
  })

  for (const [what, length] of [
    ['longer', '524287'],
    ['shorter', '524289'],
  ] as const) {
    it(`resets the stream under a body that is ${what} than it said`, async () => {
      await using p = await pair()
      const headers = { 'content-length': length }
      p.server.answer(() => Promise.resolve(new Response(blocksBody(2), { headers })))
      const { body } = await p.client.ask(p.peer, { path: '/' })
      await assert.rejects(drain(body), { name: 'CutAnswerError' })
    })
  }

  it('resets the stream when a body fails, and never ends it as if it were whole', async () => {
    await using p = await pair()
    p.server.answer(() => {
      let given = 0
      const body = new ReadableStream({
        pull(controller) {
          if (given++ < 3) controller.enqueue(new Uint8Array(1000))
          else controller.error(new Error('disk'))
        },
      })
      return Promise.resolve(new Response(body))
    })
    const { body } = await p.client.ask(p.peer, { path: '/' })
    await assert.rejects(drain(body), { name: 'CutAnswerError' })
    await until(() => httpStreams(p.inbound) === 0)
  })

  it('tells the handler at once when nobody waits for its answer any more', async () => {
    await using p = await pair()
    let gone = 0
    p.server.answer(
      (request) =>
        new Promise(() => {
          request.signal.addEventListener('abort', () => gone++)
        }),
    )
    const { stream } = await raw(p)
    stream.send(bytes(GET))
    await until(() => httpStreams(p.inbound) === 1)
    await new Promise((go) => setTimeout(go, 50))
    assert.equal(gone, 0)
    stream.abort(new Error('left'))
    await until(() => gone === 1)
  })

  it('cancels at once a body that is itself waiting when its reader goes', async () => {
    await using p = await pair()
    let cancelled = false
    const cancel = (): void => void (cancelled = true)
    const waiting = () => new ReadableStream({ pull: () => new Promise(() => undefined), cancel })
    p.server.answer(() => Promise.resolve(new Response(waiting())))
    const { body } = await p.client.ask(p.peer, { path: '/' })
    assert.equal(cancelled, false)
    await body.return(undefined)
    await until(() => cancelled)
  })

  it('still answers a peer that has said its last', async () => {
    await using p = await served()
    const { stream, heard } = await raw(p)
    stream.send(bytes(GET))
    await stream.close()
    await until(() => heard.text.endsWith('3\r\n/a\n\r\n0\r\n\r\n'))
    await until(() => httpStreams(p.inbound) === 0)
  })

  it('answers requests that were sent ahead one after the other', async () => {
    await using p = await served()
    const { stream, heard } = await raw(p)
    stream.send(bytes(GET + GET.replace('/a', '/b') + GET.replace('/a', '/c')))
    await until(() => heard.text.split('0\r\n\r\n').length === 4)
    assert.match(heard.text, /\/a\n[^]*\/b\n[^]*\/c\n/)
  })

  it('closes the stream after the answer when asked to', async () => {
    await using p = await served()
    const { stream, heard } = await raw(p)
    stream.send(bytes('GET /a HTTP/1.1\r\nconnection: Close\r\n\r\n'))
    await until(() => heard.ended)
    assert.match(heard.text, /connection: close/)
    await stream.close()
    await until(() => httpStreams(p.inbound) === 0)
  })

  it('ends a stream on which nothing is asked', async () => {
    await using p = await served({ idleMs: 1000 })
    const { heard } = await raw(p)
    await until(() => heard.error !== undefined)
    await stillAnswers(p)
  })

  it('resets a stream whose request does not come to its end', async () => {
    await using p = await served({ requestMs: 1000 })
    const { stream, heard } = await raw(p)
    const typing = setInterval(() => {
      if (stream.status === 'open') stream.send(bytes('GET'))
    }, 50)
    await until(() => heard.error !== undefined)
    clearInterval(typing)
    await stillAnswers(p)
  })

  it('resets a stream whose reader takes nothing, and cancels the body', async () => {
    await using p = await pair({ stalledMs: 1000 })
    const produced = { bytes: 0, cancelled: false }
    p.server.answer(() => Promise.resolve(new Response(blocksBody(4000, produced))))
    const { stream, heard } = await raw(p)
    stream.pause()
    stream.send(bytes(GET))
    await until(() => heard.error !== undefined && produced.cancelled)
    assert.ok(produced.bytes < 2 * 1024 * 1024, String(produced.bytes))
  })

  it('answers sixteen requests of a connection at a time, and asks for patience beyond', async () => {
    await using p = await pair()
    const waiting: (() => void)[] = []
    p.server.answer(
      () => new Promise((resolve) => waiting.push(() => resolve(new Response('hello')))),
    )
    const answers = Array.from({ length: 17 }, () => p.client.ask(p.peer, { path: '/' }))
    const first = await Promise.race(answers)
    assert.equal(first.status, 503)
    assert.equal(first.headers.get('retry-after'), '1')
    for (const resolve of waiting) resolve()
    const statuses = (await Promise.all(answers)).map(({ status }) => status)
    assert.equal(statuses.filter((status) => status === 200).length, 16)
  })

  it('counts a request until its body is sent', async () => {
    await using p = await pair({ inAll: 1 })
    p.server.answer(() => Promise.resolve(new Response(blocksBody(100))))
    const { body } = await p.client.ask(p.peer, { path: '/' })
    assert.equal((await p.client.ask(p.peer, { path: '/' })).status, 503)
    await drain(body)
    assert.equal((await p.client.ask(p.peer, { path: '/' })).status, 200)
  })

  /** Another peer that asks the same one. */
  async function another(p: Pair) {
    const asks = await node('tcp')
    await asks.dial(p.connection.remoteAddr)
    return {
      ask: () => new Libp2pHttp(asks).ask(p.peer, { path: '/' }),
      [Symbol.asyncDispose]: async () => asks.stop(),
    }
  }

  it('cuts an answer of whoever takes all places when somebody else asks', async () => {
    await using p = await pair({ inAll: 3 })
    p.server.answer(() => Promise.resolve(new Response(blocksBody(100))))
    const slow = [await raw(p), await raw(p), await raw(p)]
    for (const { stream } of slow) {
      stream.pause()
      stream.send(bytes(GET))
    }
    await until(() => httpStreams(p.inbound) === 3)
    await new Promise((go) => setTimeout(go, 200))
    await using other = await another(p)
    assert.equal((await other.ask()).status, 200)
    await until(() => slow.filter(({ stream }) => stream.status !== 'open').length === 1)
  })

  it('ends a stream nobody asks on when one peer has opened all there may be', async () => {
    await using p = await pair({ streams: 3 })
    p.server.answer(() => Promise.resolve(new Response('hello')))
    const [first, ...idle] = [await raw(p), await raw(p), await raw(p)]
    await until(() => httpStreams(p.inbound) === 3)
    first.stream.send(bytes(GET))
    await until(() => first.heard.bytes > 0)
    await using other = await another(p)
    assert.equal((await other.ask()).status, 200)
    await until(() => idle.filter(({ stream }) => stream.status !== 'open').length === 1)
    assert.equal(first.stream.status, 'open')
  })

  it('lets a connection open two dozen streams', async () => {
    await using p = await served()
    const opened = await Promise.all(Array.from({ length: 40 }, () => raw(p)))
    await until(() => opened.filter(({ stream }) => stream.status === 'open').length === 24)
  })

  it('does not answer over a relay', async () => {
    await using p = await served()
    p.inbound.limits = { bytes: 1_000_000n }
    await assert.rejects(p.client.ask(p.peer, { path: '/' }))
    delete p.inbound.limits
    p.inbound.direct = false
    await assert.rejects(p.client.ask(p.peer, { path: '/' }))
    p.inbound.direct = true
    await stillAnswers(p)
  })

  for (const [what, request, status] of [
    ['garbage', '\x16\x03\x01\x00\xa5garbage\r\n\r\n', 400],
    ['an empty head', '\r\n\r\n', 400],
    ['a bare line feed', 'GET / HTTP/1.1\n\n', 400],
    ['a whole address', 'GET http://localhost/ HTTP/1.1\r\n\r\n', 400],
    ['HTTP/1.0', 'GET / HTTP/1.0\r\n\r\n', 505],
    ['a folded field', 'GET / HTTP/1.1\r\na: b\r\n c\r\n\r\n', 400],
    ['a field without a name', 'GET / HTTP/1.1\r\n: b\r\n\r\n', 400],
    ['a space before the colon', 'GET / HTTP/1.1\r\nhost : b\r\n\r\n', 400],
    ['a zero in a field', 'GET / HTTP/1.1\r\na: b\0c\r\n\r\n', 400],
    ['an endless head', `GET / HTTP/1.1\r\n${'a: bcdefghij\r\n'.repeat(10_000)}`, 431],
    ['an endless line', `GET /${'a'.repeat(100_000)}`, 431],
    ['two lengths', 'POST / HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n', 400],
    ['a length below zero', 'POST / HTTP/1.1\r\ncontent-length: -1\r\n\r\n', 400],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
      400,
    ],
    ['another coding', 'POST / HTTP/1.1\r\ntransfer-encoding: gzip, chunked\r\n\r\n', 501],
    ['a long body', `POST / HTTP/1.1\r\ncontent-length: 65537\r\n\r\n${'a'.repeat(65537)}`, 413],
    [
      'a long body in chunks',
      `POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n10001\r\n${'a'.repeat(65537)}`,
      413,
    ],
    ['a method that may not be', 'TRACE / HTTP/1.1\r\n\r\n', 400],
  ] as const) {
    it(`refuses ${what} with ${status}, and lives on`, async () => {
      await using p = await served()
      const { stream, heard } = await raw(p)
      stream.send(Uint8Array.from(request, (letter) => letter.charCodeAt(0)))
      await until(() => heard.ended || heard.error !== undefined)
      assert.match(heard.text, new RegExp(`^HTTP/1.1 ${status} `))
      assert.equal(heard.text.split('HTTP/1.1').length, 2)
      await stillAnswers(p)
    })
  }

  it('takes a path for a path, whatever it looks like', async () => {
    await using p = await pair()
    p.server.answer((request) => Promise.resolve(new Response(new URL(request.url).host)))
    for (const path of ['//evil.example/x', '/@evil.example', '/..//..']) {
      const { body } = await p.client.ask(p.peer, { path, headers: { host: 'localhost' } })
      assert.equal(new TextDecoder().decode(await drain(body)), 'peer.invalid')
    }
  })

  it('survives resets at every moment of a request and of its answer', async () => {
    await using p = await pair()
    p.server.answer(() => Promise.resolve(new Response(blocksBody(8))))
    const request = bytes('POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\nabcd')
    for (let after = 0; after <= request.byteLength; after += 3) {
      const { stream } = await raw(p)
      stream.send(request.subarray(0, after))
      if (after % 2 === 0) await new Promise((go) => setTimeout(go, 1))
      stream.abort(new Error('gone'))
    }
    for (let ms = 0; ms < 20; ms++) {
      const { stream } = await raw(p)
      stream.send(request)
      await new Promise((go) => setTimeout(go, ms))
      stream.abort(new Error('gone'))
    }
    await until(() => httpStreams(p.inbound) === 0)
    assert.equal((await p.client.ask(p.peer, { path: '/' })).status, 200)
  })

  it('survives a connection that is cut within many answers', async () => {
    await using p = await pair()
    const produced = { bytes: 0, cancelled: false }
    p.server.answer(() => Promise.resolve(new Response(blocksBody(4000, produced))))
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => p.client.ask(p.peer, { path: '/' })),
    )
    const reading = answers.map(({ body }) =>
      assert.rejects(drain(body), { name: 'CutAnswerError' }),
    )
    p.inbound.abort(new Error('cut'))
    await Promise.all(reading)
    await until(() => produced.cancelled)
  })
})
