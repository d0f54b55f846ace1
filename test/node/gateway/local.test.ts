import { expect } from 'chai'
import type { Caller } from '../../../node/gateway/powers.ts'
import { asker, codeOf, createShop, TOKEN } from './shop.ts'

const ROUTES = [
  ['/api/v1/drafts', 'POST'],
  ['/api/v1/manifests', 'PUT'],
  ['/api/v1/announcements', 'POST'],
  ['/api/v1/follow', 'POST'],
] as const

describe('gateway local API', () => {
  const ask = asker(createShop().powers)
  const attempt = async (token: string | undefined, caller: Caller, path: string, method: string) =>
    ask(path, { method, caller, headers: token === undefined ? {} : { 'x-megabox-token': token } })

  for (const [path, method] of ROUTES) {
    it(`keeps ${path} from other machines, even with the token`, async () => {
      for (const caller of [{ remote: 'other' as const }, {}]) {
        const response = await attempt(TOKEN, caller, path, method)
        expect(response.status).to.equal(403)
        expect(await codeOf(response)).to.equal('NotLocalError')
      }
    })

    it(`keeps ${path} from who does not know the token`, async () => {
      for (const token of [undefined, '', 'wrong', `${TOKEN}x`, TOKEN.slice(0, -1)]) {
        const response = await attempt(token, { remote: 'loopback' }, path, method)
        expect(response.status).to.equal(401)
        expect(await codeOf(response)).to.equal('WrongTokenError')
      }
    })
  }

  it('is closed to everyone when the node has no token', async () => {
    const closed = asker(createShop().powers, { token: '' })
    const response = await closed('/api/v1/follow', {
      method: 'POST',
      headers: { 'x-megabox-token': '' },
    })
    expect(response.status).to.equal(401)
  })
})
