import assert from 'node:assert/strict'
import type { MemoryBlockstore } from 'blockstore-core'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { sha256 } from 'multiformats/hashes/sha2'
import type { CarBlock } from '../../../../node/domain/car.ts'
import { LEAF_BYTES } from '../../../../node/domain/layout.ts'
import { expected, expectedFile } from '../../../../node/network/reader/expected.ts'
import { FailedSourceError, LyingPeerError } from '../../../../node/network/reader/source.ts'
import { madeFile } from '../../../support/sources.ts'

const blockOf = async (text: string): Promise<CarBlock> => {
  const bytes = new TextEncoder().encode(text)
  return { cid: CID.createV1(raw.code, await sha256.digest(bytes)), bytes }
}
async function* saying(...blocks: CarBlock[]) {
  yield* blocks
}
const bent = ({ cid }: CarBlock) => ({ cid, bytes: new TextEncoder().encode('bent') })
const cidsOf = (blocks: readonly CarBlock[]) => blocks.map(({ cid }) => cid.toString())

describe('blocks that were asked for', () => {
  let blocks: CarBlock[]
  const check = (...said: CarBlock[]) =>
    Array.fromAsync(
      expected(
        saying(...said),
        blocks.map(({ cid }) => cid),
        'peer',
      ),
    )
  before(async () => {
    blocks = await Promise.all(['one', 'two', 'three'].map(blockOf))
  })

  it('come through, also when some are left out', async () => {
    const [one, , three] = blocks
    assert.ok(one && three)
    assert.deepEqual(cidsOf(await check(...blocks)), cidsOf(blocks))
    assert.deepEqual(cidsOf(await check(three, one)), cidsOf([three, one]))
  })

  it('are a lie with other bytes, twice, or unasked', async () => {
    const [one] = blocks
    assert.ok(one)
    await assert.rejects(check(bent(one)), LyingPeerError)
    await assert.rejects(check(one, one), LyingPeerError)
    await assert.rejects(check(await blockOf('four')), LyingPeerError)
  })
})

describe('part of a file that was asked for', () => {
  const size = 5 * LEAF_BYTES + 9
  let file: { cid: CID; store: MemoryBlockstore }
  let all: CarBlock[]
  const check = (span: { from: number; to: number }, ...said: CarBlock[]) =>
    Array.fromAsync(expectedFile(saying(...said), file.cid, span, 'peer'))
  before(async () => {
    file = await madeFile(size)
    const reading = [file.cid]
    all = []
    for (const cid of reading) {
      for await (const bytes of file.store.get(cid)) {
        all.push({ cid, bytes })
        if (cid.equals(file.cid)) {
          const { decode } = await import('@ipld/dag-pb')
          reading.push(...decode(bytes).Links.map(({ Hash }) => Hash))
        }
      }
    }
  })

  it('is its root and the leaves that hold those bytes', async () => {
    const [root, first, second, third] = all
    assert.ok(root && first && second && third)
    const span = { from: LEAF_BYTES + 1, to: 2 * LEAF_BYTES + 1 }
    assert.equal((await check(span, root, second, third)).length, 3)
    assert.equal((await check(span, root)).length, 1, 'it may have no more')
    await assert.rejects(check(span, root, first), FailedSourceError)
    await assert.rejects(check(span, root, third), FailedSourceError)
    await assert.rejects(check(span, second), LyingPeerError)
    await assert.rejects(check(span, root, bent(second)), LyingPeerError)
  })

  it('is enough where a gateway sends the whole file, and nothing but the file', async () => {
    const [root, first, second] = all
    assert.ok(root && first && second)
    const span = { from: 0, to: 1 }
    assert.equal((await check(span, root, first, second)).length, 2)
    const [strange] = await Array.fromAsync((await madeFile(10)).store.getAll())
    assert.ok(strange)
    const bytes = Buffer.concat(await Array.fromAsync(strange.bytes))
    await assert.rejects(check(span, root, first, { cid: strange.cid, bytes }), LyingPeerError)
  })
})
