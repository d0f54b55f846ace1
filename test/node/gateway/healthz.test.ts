import { expect } from 'chai'
import { asker, codeOf, createShop } from './shop.ts'

describe('gateway /healthz', () => {
  it('says ok once everything has started, and not before', async () => {
    const { powers } = createShop()
    let started = false
    const ask = asker({ ...powers, ready: () => started })
    const early = await ask('/healthz')
    expect(early.status).to.equal(503)
    expect(await codeOf(early)).to.equal('NotReadyError')
    started = true
    expect(await (await ask('/healthz')).json()).to.deep.equal({ ok: true })
  })
})
