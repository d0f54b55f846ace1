import assert from 'node:assert/strict'
import { PLAY_DOLLAR } from '../../../node/domain/currency.ts'
import { UsageError } from '../../../node/domain/errors.ts'
import { parseAddress, ZERO_ADDRESS } from '../../../node/domain/ids.ts'
import type { TippedEvent } from '../../../node/domain/money.ts'
import { parseSignedTip, signedTipToJson, type SignedTip } from '../../../node/domain/signedTip.ts'
import { tipGasless } from '../../../node/peer/tip.ts'
import { digestOf } from '../../support/manifests.ts'

const fan = parseAddress(`0x${'f'.repeat(40)}`)
const to = {
  artist: parseAddress(`0x${'a'.repeat(40)}`),
  host: parseAddress(`0x${'5'.repeat(40)}`),
  currency: PLAY_DOLLAR,
  paidWei: 1_001n,
}
const signed: SignedTip['signed'] = {
  ...{ from: fan, amount: to.paidWei, validAfter: 0n, validBefore: 9n, salt: digestOf('x') },
  signature: '0x1234',
}
const logged: TippedEvent = {
  ...{ kind: 'tipped', block: 7, logIndex: 0, tx: digestOf('tx') },
  ...{ ...to, payer: fan, hostWei: 100n },
}

describe('a tip by one signature', () => {
  const give = (looks: TippedEvent[][], given = to, said = { tx: logged.tx, block: 7 }) =>
    tipGasless(given, {
      ledger: { money: async () => looks.shift() ?? [logged] },
      purse: {
        address: fan,
        signTip: async ({ artist, host, currency }) => ({ artist, host, currency, signed }),
      },
      carry: async () => said,
    })

  it('is told as the chain’s log has it, once that is there', async () => {
    const given = { ...to, hostWei: 100n, tx: logged.tx, block: 7 }
    assert.deepEqual(await give([[]]), given)
  })

  it('is not believed to be another’s, or less, or for somebody else', async () => {
    const others: Partial<TippedEvent>[] = [
      ...[{ payer: to.artist }, { artist: fan }, { host: fan }, { currency: fan }],
      ...[{ paidWei: 1_000n }, { tx: digestOf('another') }],
    ]
    const wrong = others.map((change) => ({ ...logged, ...change, hostWei: 999n }))
    const { hostWei } = await give([wrong, []])
    assert.equal(hostWei, 100n)
  })

  it('is for tokens', async () => {
    await assert.rejects(give([], { ...to, currency: ZERO_ADDRESS }), UsageError)
  })

  it('is the same after it was sent as JSON', () => {
    const { artist, host, currency } = to
    const tip = { artist, host, currency, signed }
    assert.deepEqual(parseSignedTip(JSON.parse(JSON.stringify(signedTipToJson(tip)))), tip)
  })
})
