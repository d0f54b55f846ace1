import { expect } from 'chai'
import { setTimeout as later } from 'node:timers/promises'
import { UnreachableError } from '../../../node/domain/errors.ts'
import { asker, cidOf, codeOf, createShop, flacLike } from './shop.ts'

const text = (words: string) => new TextEncoder().encode(words)
const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer())

describe('gateway /ipfs', () => {
  const song = flacLike(1000)
  const shop = createShop()
  const entry = shop.put({ title: 'Night Ferry', songs: [{ title: 'Slack Water', bytes: song }] })
  const ask = asker(shop.powers)
  const path = `/ipfs/${cidOf(song).toString()}`

  it('serves a listed song whole, typed, immutable and open to every page', async () => {
    const response = await ask(path)
    expect(response.status).to.equal(200)
    expect(await bytesOf(response)).to.deep.equal(song)
    expect(Object.fromEntries(response.headers)).to.include({
      'content-type': 'audio/flac',
      'content-length': '1000',
      'accept-ranges': 'bytes',
      etag: `"${cidOf(song).toString()}"`,
      'cache-control': 'public, max-age=31536000, immutable',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
    })
    expect(response.headers.get('content-disposition')).to.equal(null)
  })

  it('answers HEAD with the same headers and reads nothing but the first bytes', async () => {
    const get = await ask(path)
    await get.body?.cancel()
    shop.reads.length = 0
    const head = await ask(path, { method: 'HEAD' })
    expect(head.body).to.equal(null)
    expect([...head.headers]).to.deep.equal([...get.headers])
    expect(shop.reads).to.deep.equal([])
  })

  it('serves the range asked for with 206', async () => {
    const response = await ask(path, { headers: { range: 'bytes=100-299' } })
    expect(response.status).to.equal(206)
    expect(response.headers.get('content-range')).to.equal('bytes 100-299/1000')
    expect(response.headers.get('content-length')).to.equal('200')
    expect(await bytesOf(response)).to.deep.equal(song.subarray(100, 300))
  })

  it('says how long the file is when the range lies past its end', async () => {
    const response = await ask(path, { headers: { range: 'bytes=1000-' } })
    expect(response.status).to.equal(416)
    expect(response.headers.get('content-range')).to.equal('bytes */1000')
  })

  for (const range of ['bytes=0-1,5-6', 'seconds=0-1', 'bytes=9-2', 'bytes=x']) {
    it(`serves the whole file when the range is "${range}"`, async () => {
      const response = await ask(path, { headers: { range } })
      expect(response.status).to.equal(200)
      expect(await bytesOf(response)).to.deep.equal(song)
    })
  }

  it('honours If-Range for this very file only', async () => {
    const etag = `"${cidOf(song).toString()}"`
    const statusFor = async (ifRange: string) => {
      const response = await ask(path, { headers: { range: 'bytes=0-9', 'if-range': ifRange } })
      await response.body?.cancel()
      return response.status
    }
    expect(await statusFor(etag)).to.equal(206)
    expect(await statusFor(`W/${etag}`)).to.equal(200)
    expect(await statusFor('"another"')).to.equal(200)
    expect(await statusFor('Wed, 21 Oct 2015 07:28:00 GMT')).to.equal(200)
  })

  it('answers 304 to whoever has it already', async () => {
    const etag = `"${cidOf(song).toString()}"`
    for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const response = await ask(path, { headers: { 'if-none-match': tag } })
      expect(response.status).to.equal(304)
      expect(response.headers.get('etag')).to.equal(etag)
    }
    expect((await ask(path, { headers: { 'if-none-match': '"x"' } })).status).to.equal(200)
  })

  it('knows a file under every spelling of its CID', async () => {
    expect((await ask(`/ipfs/${entry.cid.toString()}`)).status).to.equal(200)
    const { base58btc } = await import('multiformats/bases/base58')
    expect((await ask(`/ipfs/${cidOf(song).toString(base58btc)}`)).status).to.equal(200)
  })

  it('refuses what no listed release names, even when it is stored here', async () => {
    const cid = shop.store(text('<script>alert(1)</script>'))
    const response = await ask(`/ipfs/${cid.toString()}`)
    expect(response.status).to.equal(404)
    expect(response.headers.get('access-control-allow-origin')).to.equal('*')
    expect(await codeOf(response)).to.equal('NotServedError')
  })

  it('serves what its operator pinned', async () => {
    const cid = shop.store(text('kept by hand'))
    const pinning = asker({ ...shop.powers, pinned: async (asked) => asked.equals(cid) })
    expect(await (await pinning(`/ipfs/${cid.toString()}`)).text()).to.equal('kept by hand')
  })

  it('refuses what is no CID, and anything below a file', async () => {
    for (const wrong of ['/ipfs/nonsense', '/ipfs/..%2f..', `/ipfs/${'b'.repeat(500)}`]) {
      expect((await ask(wrong)).status, wrong).to.equal(400)
    }
    for (const below of [`${path}/index.html`, `${path}/`]) {
      const response = await ask(below)
      expect(response.status, below).to.equal(404)
      expect(await codeOf(response)).to.equal('NotServedError')
    }
  })

  it('gives no type to what only claims to be a song', async () => {
    const page = text('<!doctype html><script>alert(1)</script>')
    shop.put({ title: 'Trap', songs: [{ title: 'trap', bytes: page, mime: 'audio/flac' }] })
    const response = await ask(`/ipfs/${cidOf(page).toString()}`)
    expect(response.headers.get('content-type')).to.equal('application/octet-stream')
    expect(response.headers.get('content-disposition')).to.match(/^attachment; filename="/)
  })

  it('serves SVG, which can carry script, as a download only', async () => {
    const svg = text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    shop.put({ title: 'Vector', cover: svg })
    const response = await ask(`/ipfs/${cidOf(svg).toString()}`)
    expect(response.headers.get('content-type')).to.equal('application/octet-stream')
    expect(response.headers.get('content-disposition')).to.match(/^attachment/)
  })

  it('lets no service worker be registered from its bytes', async () => {
    const response = await ask(path, { headers: { 'service-worker': 'script' } })
    expect(response.status).to.equal(400)
    await response.body?.cancel()
  })

  it('offers a download under a cleaned name whose ending is ours', async () => {
    const named = async (query: string) =>
      (await ask(`${path}?${query}`, { method: 'HEAD' })).headers.get('content-disposition')
    expect(await named('download=1')).to.equal('attachment; filename="Slack Water.flac"')
    expect(await named('filename=free.exe')).to.equal('attachment; filename="free.flac"')
    expect(await named('download=0')).to.equal(null)
  })

  it('answers 504 when nobody delivers the first bytes', async () => {
    const lost = asker({
      ...shop.powers,
      files: {
        ...shop.powers.files,
        // eslint-disable-next-line require-yield -- it fails before its first chunk
        async *read(cid) {
          throw new UnreachableError(cid.toString())
        },
      },
    })
    const response = await lost(path)
    expect(response.status).to.equal(504)
    expect(await codeOf(response)).to.equal('UnreachableError')
  })

  it('breaks off rather than send fewer bytes than it announced', async () => {
    const short = asker({
      ...shop.powers,
      index: {
        ...shop.powers.index,
        file: async (cid) => ({
          cid,
          release: entry.release,
          mime: 'audio/flac',
          bytes: 5000,
          name: 'a.flac',
        }),
      },
    })
    const response = await short(path)
    const failure: unknown = await response.arrayBuffer().catch((thrown: unknown) => thrown)
    expect(failure).to.be.instanceOf(UnreachableError)
  })

  it('says nothing of what went wrong inside, and tells the operator', async () => {
    const heard: unknown[] = []
    const broken = asker(
      {
        ...shop.powers,
        index: {
          ...shop.powers.index,
          file: async () => {
            throw new Error('SQLITE_CORRUPT at /home/someone/megabox.sqlite')
          },
        },
      },
      { onError: (thrown) => heard.push(thrown) },
    )
    const response = await broken(path)
    expect(response.status).to.equal(500)
    expect(await response.text()).to.not.contain('sqlite')
    expect(heard).to.have.length(1)
  })

  it('reads no further than the listener takes', async () => {
    shop.reads.length = 0
    const response = await ask(path)
    const reader = response.body?.getReader()
    await reader?.read()
    await reader?.read()
    await later(20)
    expect(shop.reads.at(-1)).to.deep.equal({ offset: 0, length: 1000, chunks: 2, ended: false })
    await reader?.cancel()
  })

  it('stops reading when the listener leaves', async () => {
    const response = await ask(path)
    const reader = response.body?.getReader()
    await reader?.read()
    await reader?.cancel()
    expect(shop.reads.at(-1)).to.include({ chunks: 1, ended: true })
  })

  it('aborts a read that waits for a peer when the listener leaves', async () => {
    let aborted = false
    const slow = asker({
      ...shop.powers,
      files: {
        ...shop.powers.files,
        async *read(_cid, { signal, length } = {}) {
          yield song.subarray(0, Math.min(64, length ?? 64))
          await later(5000, undefined, { signal }).catch(() => {
            aborted = true
          })
          signal?.throwIfAborted()
        },
      },
    })
    const reader = (await slow(path)).body?.getReader()
    await reader?.read()
    const pending = reader?.read()
    await reader?.cancel()
    await pending
    expect(aborted).to.equal(true)
  })
})
