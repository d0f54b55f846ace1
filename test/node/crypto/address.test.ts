import assert from 'node:assert/strict'
import { checksummed, parseWrittenAddress } from '../../../node/crypto/address.ts'
import { UsageError } from '../../../node/domain/errors.ts'
import { parseAddress } from '../../../node/domain/ids.ts'

/** From EIP-55 itself: all capitals, all small, mixed. */
const EIP_55 = [
  '0x52908400098527886E0F7030069857D2E4169EE7',
  '0x8617E340B3D01FA5F11F306F4090FD50E238070D',
  '0xde709f2102306220921060314715629080e2fb77',
  '0x27b1fdb04752bbc536007a920d24acb045561c26',
  '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
  '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
  '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
]

describe('address', () => {
  it('is written for people as EIP-55 has it', () => {
    for (const address of EIP_55) assert.equal(checksummed(parseAddress(address)), address)
  })

  it('is read as it was written, with a checksum or without one', () => {
    for (const address of EIP_55) {
      const plain = address.toLowerCase()
      for (const text of [address, plain, `0x${plain.slice(2).toUpperCase()}`, ` ${address} `]) {
        assert.equal(parseWrittenAddress(text), plain)
      }
    }
  })

  it('is refused when one letter of it was mistyped', () => {
    for (const wrong of [
      '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAee',
      '0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    ]) {
      assert.throws(() => parseWrittenAddress(wrong), UsageError)
    }
  })
})
