/** Many blocks at once, and the exchange as a part of the gateway: who may use it, and in which form. */
import { setTimeout as later } from 'node:timers/promises'
import { expect } from 'chai'
import { CID } from 'multiformats/cid'
import { identity } from 'multiformats/hashes/identity'
import { encodeCanonical } from '../../../node/domain/canonical.ts'
import { decodeHave, encodeWants, MAX_HAVE, MAX_WANTS } from '../../../node/domain/wants.ts'
import { createExchange } from '../../../node/gateway/exchange.ts'
import { createShelf, bytesOf, cidFor, pattern, readCarOf } from './shelf.ts'
import { asker, cidOf, codeOf, createShop, flacLike, type Ask } from './shop.ts'

const CBOR = 'application/vnd.ipld.dag-cbor'
const EVIL = 'https://evil.example'

const post = (body: BodyInit, type = CBOR) => ({
  method: 'POST',
  headers: { 'content-type': type },
  body,
})

const many = (count: number) => Array.from({ length: count }, (_, i) => cidFor(0x55, pattern(9, i)))

describe('exchange', () => {
  const shelf = createShelf()
  const { ask } = shelf
  const held = [1, 2, 3].map((seed) => shelf.addRaw(pattern(50_000 * seed, seed)))
  const [one, two, three] = held
  const lost = cidFor(0x55, pattern(7))
  if (!one || !two || !three) throw new Error('three blocks were put')

  describe('/api/v1/blocks', () => {
    it('gives those that are here, in the order asked, each once', async () => {
      for (const type of [CBOR, 'application/cbor', 'Application/CBOR; charset=x']) {
        const wants = [three, lost, one, three, two, one]
        const response = await ask('/api/v1/blocks', post(encodeWants(wants), type))
        expect(Object.fromEntries(response.headers)).to.include({
          'content-type': 'application/vnd.ipld.car; version=1; order=unk; dups=n',
          'cache-control': 'no-store',
          'access-control-allow-origin': '*',
          'x-content-type-options': 'nosniff',
        })
        const car = await readCarOf(response)
        expect(car).to.deep.equal({ roots: [], cids: [three, one, two].map(String) })
      }
    })

    it('gives an empty CAR when none is here', async () => {
      const virtual = CID.createV1(0x55, identity.digest(pattern(3)))
      const response = await ask('/api/v1/blocks', post(encodeWants([lost, virtual])))
      expect(await readCarOf(response)).to.deep.equal({ roots: [], cids: [] })
    })

    it('takes 1024 wants and no more, nor none', async () => {
      const full = await ask('/api/v1/blocks', post(encodeWants(many(MAX_WANTS))))
      expect((await readCarOf(full)).cids).to.deep.equal([])
      for (const cids of [many(MAX_WANTS + 1), []]) {
        const response = await ask('/api/v1/blocks', post(encodeCanonical(cids)))
        expect(response.status).to.equal(400)
        expect(await codeOf(response)).to.equal('InvalidWantsError')
      }
    })

    it('refuses bodies that are too long, of another kind, or no list of CIDs', async () => {
      const refused = async (body: BodyInit, type?: string) =>
        (await ask('/api/v1/blocks', post(body, type))).status
      expect(await refused(new Uint8Array(64 * 1024 + 1))).to.equal(413)
      expect(await refused(encodeWants([one]), 'text/plain')).to.equal(415)
      expect(await refused(encodeWants([one]), '')).to.equal(415)
      for (const value of [[one.toString()], { cid: one }, [one, null], [[one]], 'x']) {
        expect(await refused(encodeCanonical(value))).to.equal(400)
      }
      expect(await refused('[]')).to.equal(400)
      expect(await refused(new Uint8Array())).to.equal(400)
    })

    it('reads one block ahead, and nothing more once the reader has left', async () => {
      shelf.reads.length = 0
      const response = await ask('/api/v1/blocks', post(encodeWants(held)))
      const reader = response.body?.getReader()
      await reader?.read()
      await later(20)
      expect(shelf.reads).to.deep.equal([one, two].map(String))
      await reader?.cancel()
      await later(20)
      expect(shelf.reads).to.have.length(2)
    })

    it('breaks off when a block cannot be read, after those before it', async () => {
      const broken = createExchange({
        blocks: {
          has: shelf.blocks.has,
          get: async (cid, options) => {
            if (cid.equals(two)) throw new Error('EIO')
            return shelf.blocks.get(cid, options)
          },
        },
      })
      const url = 'http://peer/api/v1/blocks'
      const response = await broken(new Request(url, post(encodeWants(held))))
      expect(response.status).to.equal(200)
      const chunks: number[] = []
      const reading = async () => {
        for await (const chunk of response.body ?? []) chunks.push(chunk.length)
      }
      const failure: unknown = await reading().catch((thrown: unknown) => thrown)
      expect(failure).to.be.instanceOf(Error)
      expect(chunks.at(-1)).to.equal(50_000)
    })
  })

  describe('/api/v1/have', () => {
    it('says of each whether it is here, in the order asked', async () => {
      const virtual = CID.createV1(0x55, identity.digest(pattern(3)))
      const wants = [lost, one, virtual, one, two]
      const response = await ask('/api/v1/have', post(encodeWants(wants)))
      expect(response.headers.get('content-type')).to.equal(CBOR)
      const answer = await bytesOf(response)
      expect([...answer]).to.deep.equal([0x85, 0xf4, 0xf5, 0xf4, 0xf5, 0xf5])
      expect(decodeHave(answer, wants.length)).to.deep.equal([false, true, false, true, true])
    })

    it('is asked of 256 blocks and no more, and reads none of them', async () => {
      shelf.reads.length = 0
      const full = await ask('/api/v1/have', post(encodeWants([...many(MAX_HAVE - 1), one])))
      expect(decodeHave(await bytesOf(full), MAX_HAVE).filter(Boolean)).to.have.length(1)
      const more = await ask('/api/v1/have', post(encodeWants(many(MAX_HAVE + 1))))
      expect(more.status).to.equal(400)
      expect(shelf.reads).to.deep.equal([])
    })
  })
})

describe('gateway exchange', () => {
  const song = flacLike(1000)
  const shop = createShop()
  shop.put({ title: 'Night Ferry', songs: [{ title: 'Slack Water', bytes: song }] })
  const ask: Ask = (path, init) => asker(shop.powers)(path, { caller: {}, ...init })
  /** As a page elsewhere reaches a node that has a name. */
  const named: Ask = (path, { headers, ...init } = {}) => {
    const hosted = new Headers(headers)
    hosted.set('host', 'music.example')
    return asker(shop.powers, { hosts: ['music.example'] })(path, { ...init, headers: hosted })
  }
  const cid = cidOf(song)
  const path = `/ipfs/${cid.toString()}`

  it('gives a song rendered, unless its block or a CAR is asked for', async () => {
    const typeOf = async (query: string, accept?: string) => {
      const headers = new Headers(accept === undefined ? [] : [['accept', accept]])
      const response = await ask(`${path}${query}`, { headers })
      expect(response.headers.get('vary')).to.equal(query === '' ? 'accept' : null)
      await response.body?.cancel()
      return response.headers.get('content-type')
    }
    const rendered = 'audio/flac'
    const raw = 'application/vnd.ipld.raw'
    expect(await typeOf('')).to.equal(rendered)
    expect(await typeOf('', '*/*')).to.equal(rendered)
    expect(await typeOf('', 'audio/*;q=0.9, */*;q=0.5')).to.equal(rendered)
    expect(await typeOf('', raw)).to.equal(raw)
    expect(await typeOf('?format=raw', '*/*')).to.equal(raw)
    expect(await typeOf('?format=car')).to.match(/^application\/vnd\.ipld\.car; version=1/)
  })

  it('gives a block that no listed release names, and never rendered', async () => {
    const hidden = shop.store(new TextEncoder().encode('<script>alert(1)</script>'))
    const address = `/ipfs/${hidden.toString()}`
    expect((await ask(address)).status).to.equal(404)
    const response = await ask(`${address}?format=raw`)
    expect(response.status).to.equal(200)
    expect(Object.fromEntries(response.headers)).to.include({
      'content-type': 'application/vnd.ipld.raw',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'content-disposition': `attachment; filename="${hidden.toString()}.bin"`,
    })
  })

  it('answers HEAD without a body also where it refuses', async () => {
    const response = await ask(`${path}?format=tar`, { method: 'HEAD' })
    expect(response.status).to.equal(406)
    expect(response.body).to.equal(null)
  })

  it('of a node with a name is for every page and for callers without a token', async () => {
    for (const origin of ['', EVIL, 'null']) {
      const typed = { ...(origin !== '' && { origin }), 'content-type': CBOR }
      const body = encodeWants([cid])
      const car = await named('/api/v1/blocks', { method: 'POST', headers: typed, body })
      expect(car.headers.get('access-control-allow-origin')).to.equal('*')
      expect((await readCarOf(car)).cids).to.deep.equal([cid.toString()])
      const have = await named('/api/v1/have', { method: 'POST', headers: typed, body })
      expect(have.headers.get('access-control-allow-origin')).to.equal('*')
      expect(decodeHave(await bytesOf(have), 1)).to.deep.equal([true])
    }
  })

  it('tells every page also why it refuses', async () => {
    const headers = { origin: EVIL, 'content-type': CBOR }
    for (const address of ['/api/v1/blocks', '/api/v1/have']) {
      const response = await named(address, { method: 'POST', headers, body: 'x' })
      expect(response.status).to.equal(400)
      expect(response.headers.get('access-control-allow-origin')).to.equal('*')
    }
  })

  it('answers the question that browsers ask first', async () => {
    for (const [address, methods] of [
      [path, 'GET, HEAD, OPTIONS'],
      ['/api/v1/blocks', 'POST, OPTIONS'],
      ['/api/v1/have', 'POST, OPTIONS'],
    ] as const) {
      const response = await named(address, {
        method: 'OPTIONS',
        headers: { origin: EVIL, 'access-control-request-method': 'POST' },
      })
      expect(response.status).to.equal(204)
      expect(response.headers.get('access-control-allow-origin')).to.equal('*')
      expect(response.headers.get('access-control-allow-methods')).to.equal(methods)
      expect(response.headers.get('access-control-allow-headers')).to.contain('content-type')
      expect(response.headers.get('access-control-allow-credentials')).to.equal(null)
    }
  })

  it('opens no other address to pages elsewhere, however it is written', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      for (const address of [
        '/rpc',
        '/api/v1/follow',
        '/api/v1/drafts',
        '/api/v1/manifests',
        '/api/v1/announcements',
        '/api/v1/status',
        '/api/v1/blocks/',
        '/api/v1/have/x',
        '/api/v1//blocks',
        '/api/v1/%62locks/../follow',
        '/nothing',
        '/',
      ]) {
        const response = await ask(address, { method, headers: { origin: EVIL } })
        expect(response.status, `${method} ${address}`).to.equal(403)
        expect(response.headers.get('access-control-allow-origin')).to.equal(null)
      }
    }
  })

  it('is no way round the names this node answers to', async () => {
    const headers = { host: 'evil.example', 'content-type': CBOR }
    const body = encodeWants([cid])
    const response = await ask('/api/v1/blocks', { method: 'POST', headers, body })
    expect(response.status).to.equal(421)
    const preflight = await ask('/api/v1/blocks', { method: 'OPTIONS', headers })
    expect(preflight.status).to.equal(421)
  })
})
