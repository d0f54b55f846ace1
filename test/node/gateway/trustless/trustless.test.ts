/** The list of the trustless gateway's specification, single blocks and what all forms share. */
import assert from 'node:assert/strict'
import { CID } from 'multiformats/cid'
import * as Digest from 'multiformats/hashes/digest'
import { codeOf } from '../shop.ts'
import { bytesOf, createShelf, pattern, readCarOf } from '../shelf.ts'

const RAW = 'application/vnd.ipld.raw'
const CAR = 'application/vnd.ipld.car'
const FOREVER = 'public, max-age=29030400, immutable'
const EMPTY = 'bafkqaaa'

describe('trustless gateway', () => {
  const shelf = createShelf()
  const block = pattern(1000)
  const cid = shelf.addRaw(block)
  const name = cid.toString()
  const path = `/ipfs/${name}`
  const { ask } = shelf
  const missing = CID.createV1(0x55, Digest.create(0x12, new Uint8Array(32)))
  const nowhere = `/ipfs/${missing.toString()}`
  const raw = { headers: { accept: RAW } }

  it('gives a block as it is, by the address or by the header', async () => {
    for (const response of [await ask(`${path}?format=raw`), await ask(path, raw)]) {
      assert.equal(response.status, 200)
      assert.deepEqual(await bytesOf(response), block)
    }
  })

  it('names a block exactly, for caches and for browsers, and lets nothing of it run', async () => {
    const { headers } = await ask(`${path}?format=raw`)
    assert.deepEqual(Object.fromEntries(headers), {
      'access-control-allow-origin': '*',
      'access-control-expose-headers':
        'content-length, content-range, content-disposition, etag, x-ipfs-path, x-ipfs-roots',
      'cross-origin-resource-policy': 'cross-origin',
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-type': RAW,
      'content-length': '1000',
      'content-disposition': `attachment; filename="${name}.bin"`,
      'accept-ranges': 'none',
      'cache-control': FOREVER,
      etag: `"${name}.raw"`,
      'x-ipfs-path': path,
      'x-ipfs-roots': name,
    })
  })

  it('names a CAR exactly', async () => {
    const { headers } = await ask(`${path}?format=car`)
    const { etag, ...others } = Object.fromEntries(headers)
    assert.ok(etag?.startsWith(`"${name}.car.`))
    assert.equal(others['content-type'], `${CAR}; version=1; order=dfs; dups=n`)
    assert.equal(others['content-disposition'], `attachment; filename="${name}.car"`)
    assert.equal(others['accept-ranges'], 'none')
    assert.equal(others['cache-control'], FOREVER)
    assert.equal(others['x-content-type-options'], 'nosniff')
    assert.equal(others['x-ipfs-path'], path)
    assert.equal(others['content-length'], undefined)
    assert.equal(others['content-location'], undefined)
  })

  it('offers the file name a link asks for, with our ending', async () => {
    for (const [query, offered] of [
      ['format=raw&filename=foobar.bin', 'foobar.bin'],
      ['format=raw&filename=foobar.exe', 'foobar.bin'],
      ['format=car&filename=foobar', 'foobar.car'],
    ] as const) {
      const { headers } = await ask(`${path}?${query}`)
      assert.equal(headers.get('content-disposition'), `attachment; filename="${offered}"`)
    }
  })

  it('says where a cache finds the form that only the header chose', async () => {
    const place = async (address: string, accept: string) => {
      const { headers } = await ask(address, { headers: { accept } })
      return [headers.get('content-location'), headers.get('vary')]
    }
    assert.deepEqual(await place(path, RAW), [`${path}?format=raw`, 'accept'])
    assert.deepEqual(await place(`${path}?dag-scope=block`, `${CAR};dups=y`), [
      `${path}?dag-scope=block&format=car&car-dups=y`,
      'accept',
    ])
    assert.deepEqual(await place(`${path}?format=raw`, CAR), [null, null])
  })

  it('answers HEAD as GET, without a body', async () => {
    for (const query of ['format=raw', 'format=car']) {
      const get = await ask(`${path}?${query}`)
      const head = await ask(`${path}?${query}`, { method: 'HEAD' })
      assert.equal(head.status, 200)
      assert.equal(head.body, null)
      assert.deepEqual([...head.headers], [...get.headers])
      await get.body?.cancel()
    }
  })

  it('answers 304 to whoever has this very form, and only while it holds the block', async () => {
    for (const query of ['format=raw', 'format=car&dag-scope=block']) {
      const etag = (await ask(`${path}?${query}`)).headers.get('etag') ?? ''
      for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
        const response = await ask(`${path}?${query}`, { headers: { 'if-none-match': tag } })
        assert.equal(response.status, 304, tag)
        assert.equal(response.headers.get('etag'), etag)
        assert.equal(response.body, null)
      }
      const other = await ask(`${path}?${query}`, { headers: { 'if-none-match': `"${name}"` } })
      assert.equal(other.status, 200)
    }
    const gone = await ask(`${nowhere}?format=raw`, { headers: { 'if-none-match': '*' } })
    assert.equal(gone.status, 404)
  })

  it('has another tag for every CAR that differs', async () => {
    const variants = [
      'format=raw',
      'format=car',
      'format=car&dag-scope=block',
      'format=car&dag-scope=entity',
      'format=car&entity-bytes=0:*',
      'format=car&entity-bytes=0:9',
      'format=car&entity-bytes=-9:*',
      'format=car&car-dups=y',
    ]
    const tags = await Promise.all(
      variants.map(async (query) => (await ask(`${path}?${query}`)).headers.get('etag')),
    )
    assert.equal(new Set(tags).size, variants.length)
    const implied = await ask(`${path}?format=car&dag-scope=all&car-order=unk&car-dups=n`)
    assert.equal(implied.headers.get('etag'), tags[1])
  })

  it('answers 404 for what is not stored here, in every form, open to every page', async () => {
    for (const query of ['format=raw', 'format=car', 'format=car&dag-scope=block']) {
      for (const method of ['GET', 'HEAD']) {
        const response = await ask(`${nowhere}?${query}`, { method })
        assert.equal(response.status, 404)
        assert.equal(response.headers.get('access-control-allow-origin'), '*')
        assert.equal(response.headers.get('cache-control'), 'no-store')
        if (method === 'GET') assert.equal(await codeOf(response), 'NotHereError')
      }
    }
  })

  it('answers 412 instead to who asks only for what is at hand', async () => {
    const headers = { 'cache-control': 'max-age=0, Only-If-Cached' }
    for (const method of ['GET', 'HEAD']) {
      for (const query of ['format=raw', 'format=car']) {
        const response = await ask(`${nowhere}?${query}`, { method, headers })
        assert.equal(response.status, 412)
        assert.equal(response.body, null)
        assert.equal((await ask(`${path}?${query}`, { method, headers })).status, 200)
      }
    }
  })

  it('does not look for blocks by a hash that it does not keep', async () => {
    shelf.reads.length = 0
    for (const digest of [
      Digest.create(0xb220, new Uint8Array(32)),
      Digest.create(0x12, new Uint8Array(20)),
      Digest.create(0x11, new Uint8Array(20)),
    ]) {
      const foreign = `/ipfs/${CID.createV1(0x55, digest).toString()}`
      assert.equal((await ask(`${foreign}?format=raw`)).status, 404)
      assert.equal((await ask(`${foreign}?format=car`)).status, 404)
    }
    assert.deepEqual(shelf.reads, [])
  })

  it('answers the probe for a trustless gateway', async () => {
    const probe = await ask(`/ipfs/${EMPTY}?format=raw`)
    assert.equal(probe.status, 200)
    assert.equal((await bytesOf(probe)).length, 0)
    const car = await readCarOf(await ask(`/ipfs/${EMPTY}?format=car`))
    assert.deepEqual(car, { roots: [EMPTY], cids: [] })
    const head = await ask(`/ipfs/${EMPTY}`, { method: 'HEAD', ...raw })
    assert.equal(head.status, 200)
  })

  it('reads a block from a CID that carries it, and never puts one into a CAR', async () => {
    const identity = 'bafkqaf3imvwgy3zaneqgc3janfxgy2lomvscay3jmqfa'
    const response = await ask(`/ipfs/${identity}?format=raw`)
    assert.equal(await response.text(), 'hello i am inlined cid\n')
    const car = await ask(`/ipfs/${identity}`, { headers: { accept: `${CAR}; dups=y` } })
    assert.match(car.headers.get('content-type') ?? '', /dups=y/)
    assert.deepEqual(await readCarOf(car), { roots: [identity], cids: [] })
  })

  it('gives the whole block whatever range is asked for: a part could not be checked', async () => {
    for (const range of ['bytes=6-16', 'bytes=0-1,5-6']) {
      const response = await ask(`${path}?format=raw`, { headers: { range } })
      assert.equal(response.status, 200)
      assert.deepEqual(await bytesOf(response), block)
    }
  })

  it('refuses what is no CID', async () => {
    for (const wrong of ['nonsense', '..%2f..', 'b'.repeat(500), '%00']) {
      const response = await ask(`/ipfs/${wrong}?format=raw`)
      assert.equal(response.status, 400, wrong)
    }
  })

  it('knows nothing below a CID, and nothing elsewhere', async () => {
    for (const wrong of [`${path}/a?format=car`, `${path}/?format=raw`, '/ipns/x', '/', '/rpc']) {
      assert.equal((await ask(wrong)).status, 404, wrong)
    }
  })

  it('refuses other methods, and says which there are', async () => {
    for (const [address, method, allow] of [
      [`${path}?format=raw`, 'POST', 'GET, HEAD, OPTIONS'],
      [`${path}?format=raw`, 'DELETE', 'GET, HEAD, OPTIONS'],
      ['/api/v1/blocks', 'GET', 'POST, OPTIONS'],
      ['/api/v1/have', 'PUT', 'POST, OPTIONS'],
    ] as const) {
      const response = await ask(address, { method })
      assert.deepEqual([response.status, response.headers.get('allow')], [405, allow])
    }
  })

  it('gives no script to a service worker', async () => {
    const response = await ask(`${path}?format=raw`, { headers: { 'service-worker': 'script' } })
    assert.equal(response.status, 400)
  })

  it('tells its operator, and nobody else, what went wrong inside', async () => {
    const { createExchange } = await import('../../../../node/gateway/exchange.ts')
    const heard: unknown[] = []
    const failure = new Error('EIO at /home/someone/blocks')
    const broken = createExchange(
      {
        blocks: {
          get: async () => {
            throw failure
          },
          has: async () => true,
        },
      },
      { onError: (thrown) => heard.push(thrown) },
    )
    for (const query of ['format=raw', 'format=car']) {
      const response = await broken(new Request(`http://peer${path}?${query}`))
      assert.equal(response.status, 500)
      assert.doesNotMatch(await response.text(), /someone/)
    }
    assert.deepEqual(heard, [failure, failure])
  })
})
