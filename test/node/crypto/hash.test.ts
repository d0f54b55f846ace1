import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { cborCidOf, cidOfBlock, sha256, sha256Stream } from '../../../node/crypto/hash.ts'
import { encodeCanonical } from '../../../node/domain/canonical.ts'
import { toHex } from '../../../node/domain/ids.ts'

const ascii = (text: string) => new TextEncoder().encode(text)

describe('hash', () => {
  it('is sha2-256 as FIPS 180-4 has it', () => {
    assert.equal(
      toHex(sha256(ascii('abc'))),
      '0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
    assert.equal(
      toHex(sha256(new Uint8Array())),
      '0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    )
  })

  it('is the same of bytes as they come, however they are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (parts) => {
        const hash = sha256Stream()
        for (const part of parts) hash.update(part)
        assert.deepEqual(Uint8Array.from(hash.digest()), sha256(Buffer.concat(parts)))
      }),
    )
  })

  it('gives a record the CID the rest of the IPFS world gives it', () => {
    // dag-cbor {"hello":"world"} and {}, as other implementations print them.
    const known = 'bafyreidykglsfhoixmivffc5uwhcgshx4j465xwqntbmu43nb2dzqwfvae'
    assert.equal(cidOfBlock(encodeCanonical({ hello: 'world' })).toString(), known)
    const empty = cidOfBlock(encodeCanonical({}))
    assert.equal(empty.toString(), 'bafyreigbtj4x7ip5legnfznufuopl4sg4knzc2cof6duas4b3q2fy6swua')
  })

  it('finds a record by the digest that the chain names', () => {
    const block = encodeCanonical({ title: 'Night Ferry' })
    assert.equal(cborCidOf(sha256(block)).toString(), cidOfBlock(block).toString())
    assert.notEqual(cidOfBlock(Uint8Array.of(0xa0)).toString(), cidOfBlock(block).toString())
  })
})
