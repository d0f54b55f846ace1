import { expect } from 'chai'
import { asker, createShop } from './shop.ts'

describe('gateway /api/v1/status and /api/v1/peers', () => {
  it('gives what the peer says, to anyone', async () => {
    const { powers } = createShop()
    const ask = asker({
      ...powers,
      status: async () => ({ peer: '12D3KooW', paidWei: 10n ** 18n }),
      peers: async () => ({ peers: [{ id: 'other' }] }),
    })
    const from = { caller: { remote: 'other' as const } }
    expect(await (await ask('/api/v1/status', from)).json()).to.deep.equal({
      peer: '12D3KooW',
      paidWei: '1000000000000000000',
    })
    expect(await (await ask('/api/v1/peers', from)).json()).to.deep.equal({
      peers: [{ id: 'other' }],
    })
  })
})
