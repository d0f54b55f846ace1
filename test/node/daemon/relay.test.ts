import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRelay } from '../../../node/daemon/relay.ts'
import { Wallets } from '../../../node/daemon/wallets.ts'
import { PLAY_DOLLAR } from '../../../node/domain/currency.ts'
import { parseAddress } from '../../../node/domain/ids.ts'
import { testChain } from '../../support/anvil.ts'

const host = parseAddress(`0x${'5'.repeat(40)}`)

describe('the relay of a node', function () {
  this.timeout(60_000)
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'megabox-relay-'))
  })
  afterEach(() => rm(directory, { recursive: true }))

  it('remembers what it has spent when the node is started again', async () => {
    await using chain = await testChain()
    const { chain: ref } = chain.ledger
    const parts = {
      ...{ resolved: { chain: ref, since: 0, endpoint: chain.endpoint }, host },
      wallets: new Wallets(directory),
    }
    const open = async () => {
      const relay = await openRelay({ directory, relay: true }, parts)
      assert.ok(relay)
      return relay
    }
    const fan = await chain.purse({ empty: true })
    await chain.dollars(fan.address, 1_000_000n)
    const to = { artist: host, host, currency: PLAY_DOLLAR, paidWei: 1_000n }

    const first = await open()
    assert.equal(first.status.spentWei, '0')
    await first.carryTip(await fan.signTip(to))
    const { spentWei } = first.status
    assert.ok(BigInt(spentWei) > 0n)
    assert.equal((await open()).status.spentWei, spentWei)
  })
})
