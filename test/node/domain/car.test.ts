import assert from 'node:assert/strict'
import { encode } from '@ipld/dag-cbor'
import fc from 'fast-check'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { sha256 } from 'multiformats/hashes/sha2'
import { carFrameHead, carHeader, readCar } from '../../../node/domain/car.ts'
import { BrokenCarError } from '../../../node/domain/errors.ts'

const blockOf = async (bytes: Uint8Array) => ({
  cid: CID.createV1(raw.code, await sha256.digest(bytes)),
  bytes,
})

async function* cut(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const carOf = (blocks: readonly { cid: CID; bytes: Uint8Array }[]): Uint8Array =>
  Buffer.concat([
    carHeader(blocks.slice(0, 1).map(({ cid }) => cid)),
    ...blocks.flatMap(({ cid, bytes }) => [carFrameHead(cid, bytes.length), bytes]),
  ])

async function read(bytes: Uint8Array, size = bytes.length) {
  return Array.fromAsync(readCar(cut(bytes, Math.max(1, size))))
}

describe('blocks in a CAR', () => {
  it('come out as they went in, however the bytes are cut on the way', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 500 }),
        async (contents, size) => {
          const blocks = await Promise.all(contents.map(blockOf))
          const found = await read(carOf(blocks), size)
          assert.deepEqual(
            found.map(({ cid, bytes }) => [cid.toString(), Buffer.from(bytes).toString('hex')]),
            blocks.map(({ cid, bytes }) => [cid.toString(), Buffer.from(bytes).toString('hex')]),
          )
        },
      ),
      { numRuns: 60 },
    )
  })

  it('are refused when the CAR was cut inside one', async () => {
    const car = carOf([await blockOf(new Uint8Array(300).fill(1))])
    for (let length = 0; length < car.length; length++) {
      // Between the header and the first frame nothing shows: who asked must count.
      if (length === carHeader([(await blockOf(new Uint8Array(300).fill(1))).cid]).length) continue
      await assert.rejects(read(car.subarray(0, length)), BrokenCarError, `cut at ${length}`)
    }
  })

  it('are refused before a frame is kept that no block can fill', async () => {
    const frame = Uint8Array.from([0xff, 0xff, 0xff, 0xff, 0x7f])
    const endless = Uint8Array.from([...carHeader([]), ...frame])
    await assert.rejects(read(endless), BrokenCarError)
    await assert.rejects(
      read(Uint8Array.from([...carHeader([]), ...new Uint8Array(40).fill(0x80)])),
    )
  })

  it('are refused without a header of version 1', async () => {
    const header = encode({ version: 2, roots: [] })
    await assert.rejects(read(Uint8Array.from([header.length, ...header])), BrokenCarError)
    await assert.rejects(read(Uint8Array.from([3, 1, 2, 3])), BrokenCarError)
  })

  it('let the source go when the reader leaves', async () => {
    let gone = false
    const car = carOf([await blockOf(new Uint8Array(9)), await blockOf(new Uint8Array(8))])
    async function* source() {
      try {
        yield car
      } finally {
        gone = true
      }
    }
    for await (const block of readCar(source())) {
      assert.equal(block.bytes.length, 9)
      break
    }
    assert.ok(gone)
  })
})
