import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { UsageError } from '../../../node/domain/errors.ts'
import {
  addressOf,
  bytes32Of,
  fromHex,
  parseAddress,
  parseBytes32,
  parseEditionId,
  parseReleaseId,
  toHex,
  ZERO_ADDRESS,
} from '../../../node/domain/ids.ts'

const address = `0x${'aB'.repeat(20)}`
const word = `0x${'aB'.repeat(32)}`

describe('ids', () => {
  it('reads hex in any case, with space around it, as small letters', () => {
    assert.equal(parseAddress(` ${address}\n`), address.toLowerCase())
    for (const parse of [parseReleaseId, parseEditionId, parseBytes32]) {
      assert.equal(parse(`\t${word.toUpperCase()} `), word.toLowerCase())
    }
  })

  it('refuses what is too short, too long, without 0x, no hex or no text', () => {
    for (const parse of [parseAddress, parseReleaseId, parseEditionId, parseBytes32]) {
      const right = parse === parseAddress ? address : word
      const wrong = [
        ...[right.slice(0, -1), `${right}0`, right.slice(2), `${right.slice(0, -1)}g`],
        ...[
          '',
          '0x',
          `${right}\0`,
          `${right} ${right}`,
          `${right.slice(0, 10)}\n${right.slice(10)}`,
        ],
        ...[undefined, null, 0, {}, [right], fromHex(`0x${'00'.repeat(32)}`)],
      ]
      for (const each of wrong) assert.throws(() => parse(each), UsageError)
    }
  })

  it('repeats of a wrong id no more than 80 characters', () => {
    assert.throws(
      () => parseReleaseId('x'.repeat(10_000)),
      ({ message }: Error) => message.length < 200,
    )
  })

  it('turns bytes into hex and back', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        assert.deepEqual(fromHex(toHex(bytes)), bytes)
      }),
    )
    assert.equal(toHex(Uint8Array.of(0, 10, 255)), '0x000aff')
  })

  it('takes 20 bytes for an address and 32 for a word, and nothing else', () => {
    assert.equal(addressOf(new Uint8Array(20)), ZERO_ADDRESS)
    assert.equal(bytes32Of(new Uint8Array(32).fill(1)), `0x${'01'.repeat(32)}`)
    for (const length of [0, 19, 21, 32]) {
      assert.throws(() => addressOf(new Uint8Array(length)), UsageError)
    }
    for (const length of [0, 20, 31, 33]) {
      assert.throws(() => bytes32Of(new Uint8Array(length)), UsageError)
    }
  })
})
