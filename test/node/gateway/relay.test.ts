import { expect } from 'chai'
import { RelayBusyError } from '../../../node/domain/errors.ts'
import { parseAddress, ZERO_ADDRESS } from '../../../node/domain/ids.ts'
import { signedToJson, type SignedPurchase } from '../../../node/domain/payment.ts'
import type { CarrierPowers, GatewayPowers } from '../../../node/gateway/powers.ts'
import { signedTipToJson, type SignedTip } from '../../../node/domain/signedTip.ts'
import { digestOf } from '../../support/manifests.ts'
import { ARTIST, asker, codeOf, createShop, TOKEN } from './shop.ts'

const signed: SignedPurchase = {
  terms: {
    ...{ artist: ARTIST, salt: digestOf('s'), manifest: digestOf('m'), currency: ZERO_ADDRESS },
    ...{ price: 5n, cap: 0, royaltyBps: 0, payees: [{ wallet: ARTIST, bps: 9000 }] },
  },
  recipient: ARTIST,
  host: parseAddress(`0x${'5'.repeat(40)}`),
  signed: {
    ...{ from: ARTIST, amount: 5n, validAfter: 0n, validBefore: 9n, salt: digestOf('x') },
    signature: '0x1234',
  },
}

const never = () => Promise.reject(new Error('it was carried'))

describe('gateway /api/v1/relay', () => {
  const post = (
    body: unknown,
    carry?: CarrierPowers['carry'],
    headers = {},
    { path = '/api/v1/relay', carryTip = never }: Partial<CarrierPowers> & { path?: string } = {},
  ) =>
    asker({ ...createShop().powers, ...(carry && { relay: { carry, carryTip } }) })(path, {
      method: 'POST',
      headers,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      caller: { remote: 'other' },
    })

  it('hands on what was signed, unchanged, and answers with the sale', async () => {
    const carried: SignedPurchase[] = []
    const response = await post(signedToJson(signed), async (purchase) => {
      carried.push(purchase)
      const { recipient, host } = purchase
      const sale = {
        tx: digestOf('tx'),
        block: 7,
        edition: digestOf('e') as never,
        recipient,
        host,
      }
      return { ...sale, paidWei: 5n, hostWei: 0n }
    })
    expect(response.status).to.equal(200)
    expect(carried).to.deep.equal([signed])
    expect(await response.json()).to.include({ block: 7, paidWei: '5', hostWei: '0' })
  })

  it('takes signed tips at a place of their own, unchanged, and nothing else there', async () => {
    const tip: SignedTip = {
      ...{ artist: ARTIST, host: signed.host, currency: ARTIST, signed: signed.signed },
    }
    const carried: SignedTip[] = []
    const carryTip = async (one: SignedTip) => {
      carried.push(one)
      const { artist, host, currency } = one
      return { artist, host, currency, paidWei: 5n, hostWei: 0n, tx: digestOf('tx'), block: 7 }
    }
    const at = { path: '/api/v1/relay/tips', carryTip }
    const response = await post(signedTipToJson(tip), never, {}, at)
    expect(response.status).to.equal(200)
    expect(carried).to.deep.equal([tip])
    expect(await response.json()).to.include({ block: 7, paidWei: '5', hostWei: '0' })
    const none = await post(signedTipToJson(tip), undefined, {}, at)
    expect([none.status, await codeOf(none)]).to.deep.equal([404, 'NoRelayError'])
    for (const wrong of ['', 'null', {}, signedToJson(signed), { ...tip, signed: {} }]) {
      const refused = await post(wrong, never, {}, at)
      expect([refused.status, await codeOf(refused)]).to.deep.equal([400, 'InvalidTermsError'])
    }
    expect(carried).to.have.length(1)
  })

  it('says that this node carries nothing, or nothing more now', async () => {
    const none = await post(signedToJson(signed))
    expect([none.status, await codeOf(none)]).to.deep.equal([404, 'NoRelayError'])
    const busy = await post(signedToJson(signed), () => Promise.reject(new RelayBusyError('full')))
    expect([busy.status, await codeOf(busy)]).to.deep.equal([429, 'RelayBusyError'])
  })

  it('refuses what is no signed purchase before anything is carried', async () => {
    const terms = { ...signed.terms, price: '5', payees: [] }
    for (const wrong of ['', '{', 'null', '[]', {}, { ...signedToJson(signed), terms }]) {
      const response = await post(wrong, never)
      expect([response.status, await codeOf(response)]).to.deep.equal([400, 'InvalidTermsError'])
    }
    const long = { ...signedToJson(signed), more: 'x'.repeat(20_000) }
    expect((await post(long, never)).status).to.equal(413)
    const foreign = await post(signedToJson(signed), never, { origin: 'https://evil.example' })
    expect(foreign.status).to.equal(403)
  })
})

describe('gateway /api/v1/operators', () => {
  const entry = {
    ...{ payout: ARTIST, peerId: Uint8Array.of(1, 2), proof: Uint8Array.of(3) },
    addresses: [Uint8Array.of(4)],
  }
  const asked: unknown[] = []
  const powers: GatewayPowers = {
    ...createShop().powers,
    operators: {
      list: async () => [
        {
          ...{ wallet: ARTIST, bond: 7n, activeFrom: 1, freeFrom: 0, entry },
          ...{ peer: '12D3', places: ['/ip4/8.8.8.8/tcp/1/p2p/12D3'] },
        },
      ],
      entry: async (...how) => {
        asked.push(how)
        return entry
      },
    },
  }

  it('lists those who proved themselves, to anybody', async () => {
    const response = await asker(powers)('/api/v1/operators', { caller: { remote: 'other' } })
    expect(await response.json()).to.deep.equal({
      operators: [
        {
          ...{ wallet: ARTIST, payout: ARTIST, peer: '12D3', bond: '7', activeFrom: 1 },
          addresses: ['/ip4/8.8.8.8/tcp/1/p2p/12D3'],
        },
      ],
    })
    const none = await asker(createShop().powers)('/api/v1/operators')
    expect([none.status, await codeOf(none)]).to.deep.equal([404, 'NoRegistryError'])
  })

  it('signs an entry for the person at this machine only', async () => {
    const post = (body: unknown, remote: 'loopback' | 'other', token = TOKEN) =>
      asker(powers, { token: TOKEN })('/api/v1/operators/entry', {
        method: 'POST',
        headers: { 'x-megabox-token': token },
        body: JSON.stringify(body),
        caller: { remote },
      })
    const wanted = { wallet: ARTIST, addresses: ['/ip4/8.8.8.8/tcp/1'] }
    const response = await post(wanted, 'loopback')
    expect(await response.json()).to.deep.equal({
      ...{ payout: ARTIST, peerId: '0x0102', proof: '0x03', addresses: ['0x04'] },
    })
    expect(asked).to.deep.equal([[ARTIST, wanted.addresses]])
    expect((await post(wanted, 'other')).status).to.equal(403)
    expect((await post(wanted, 'loopback', 'x')).status).to.equal(401)
    expect((await post({ wallet: 'me' }, 'loopback')).status).to.equal(400)
    expect(asked).to.have.length(1)
  })
})
