import { expect } from 'chai'
import { asker, createShop } from './shop.ts'

describe("gateway's own files", () => {
  const bytes = new TextEncoder().encode('body {}')
  const asked: string[] = []
  const ask = asker({
    ...createShop().powers,
    asset: async (name) => {
      asked.push(name)
      return name === 'page.css' ? { bytes, mime: 'text/css; charset=utf-8' } : undefined
    },
  })

  it('serves them typed, unsniffed and asked for anew each time', async () => {
    const response = await ask('/page.css')
    expect(await response.text()).to.equal('body {}')
    expect(response.headers.get('content-type')).to.equal('text/css; charset=utf-8')
    expect(response.headers.get('cache-control')).to.equal('no-cache')
    expect(response.headers.get('x-content-type-options')).to.equal('nosniff')
  })

  it('asks for the few names it knows and for no other', async () => {
    asked.length = 0
    for (const path of ['/run.json', '/page/page.css', '/..%2fpackage.json', '/page.ts']) {
      expect((await ask(path)).status, path).to.equal(404)
    }
    expect(asked).to.deep.equal([])
    expect((await ask('/page.js')).status).to.equal(404)
  })
})
