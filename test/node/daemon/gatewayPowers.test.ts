import assert from 'node:assert/strict'
import { networkInterfaces } from 'node:os'
import { hostsOf } from '../../../node/daemon/gatewayPowers.ts'

describe('the addresses a gateway is asked for', () => {
  it('are spelt as a URL spells them', () => {
    assert.deepEqual(hostsOf({ listen: 'fd00::7' }), ['[fd00::7]'])
    assert.deepEqual(hostsOf({ listen: '192.168.1.7' }), ['192.168.1.7'])
    for (const host of hostsOf({ listen: '0.0.0.0' })) {
      assert.equal(new URL(`http://${host}`).hostname, host)
    }
  })

  it('are all of this machine where it listens everywhere', () => {
    const own = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
    assert.equal(hostsOf({ listen: '::' }).length, own.length)
  })
})
