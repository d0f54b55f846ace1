import { expect } from 'chai'
import { gzipSync } from 'node:zlib'
import { asker, createShop } from './shop.ts'

describe("gateway's own files", () => {
  const bytes = new TextEncoder().encode('body {}')
  const asked: string[] = []
  const ask = asker({
    ...createShop().powers,
    asset: async (name) => {
      asked.push(name)
      return ['assets/a-1.css', 'sw.js'].includes(name)
        ? { bytes, mime: 'text/css; charset=utf-8', gzip: Uint8Array.from(gzipSync(bytes)) }
        : undefined
    },
  })

  it('serves them typed and unsniffed; those named by what is in them may be kept for ever', async () => {
    const response = await ask('/assets/a-1.css')
    expect(await response.text()).to.equal('body {}')
    expect(response.headers.get('content-type')).to.equal('text/css; charset=utf-8')
    expect(response.headers.get('cache-control')).to.equal('public, max-age=31536000, immutable')
    expect(response.headers.get('x-content-type-options')).to.equal('nosniff')
    expect((await ask('/sw.js')).headers.get('cache-control')).to.equal('no-cache')
  })

  it('squeezes them for whoever takes that, and for nobody else', async () => {
    const taking = async (coding: string) => {
      const response = await ask('/assets/a-1.css', { headers: { 'accept-encoding': coding } })
      expect(response.headers.get('vary')).to.equal('accept-encoding')
      const body = Buffer.from(await response.arrayBuffer())
      expect(response.headers.get('content-length')).to.equal(`${body.length}`)
      const isSmall = response.headers.get('content-encoding') === 'gzip'
      expect(body.equals(isSmall ? gzipSync(bytes) : Buffer.from(bytes))).to.equal(true)
      return isSmall
    }
    expect(await taking('gzip, deflate, br')).to.equal(true)
    expect(await taking('br;q=1, GZIP;q=0.5')).to.equal(true)
    expect(await taking('gzip;q=0, br')).to.equal(false)
    expect(await taking('identity')).to.equal(false)
  })

  it('asks for names and for no paths', async () => {
    asked.length = 0
    for (const path of [
      '/run.json',
      '/dist/index.html',
      '/..%2fpackage.json',
      '/assets/..%2findex.html',
      '/assets/.built',
      '/assets/a%2fb.js',
      '/server/server.js',
    ]) {
      expect((await ask(path)).status, path).to.equal(404)
    }
    expect(asked).to.deep.equal([])
    expect((await ask('/assets/unknown.js')).status).to.equal(404)
  })
})
