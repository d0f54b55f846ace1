import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import * as dagPb from '@ipld/dag-pb'
import { CID } from 'multiformats/cid'
import { filesOf } from '../../../node/catalogue/filesOf.ts'
import { cborCidOf, cidOfBlock } from '../../../node/crypto/hash.ts'
import { fromHex } from '../../../node/domain/ids.ts'
import { decodeManifest } from '../../../node/domain/manifest.ts'
import type { Network } from '../../../node/network/createNetwork.ts'
import { memoryKeeping } from '../../../node/peer/memoryKeeping.ts'
import { PinKeeper } from '../../../node/peer/pinKeeper.ts'
import { isWhole } from '../../../node/peer/references.ts'
import { cidOf, makeArtist, makeManifest } from '../../support/manifests.ts'
import { join, testNetwork } from '../../support/network.ts'

describe('what is pinned', () => {
  it('is fetched when somebody has it, also what was not whole when the node stopped', async () => {
    await using here = await testNetwork({ patience: 0.05 })
    await using there = await testNetwork()
    const { cid } = await there.files.add(
      (async function* () {
        for (let i = 0; i < 10; i++) yield crypto.getRandomValues(new Uint8Array(65_536))
      })(),
    )
    const { pins } = memoryKeeping()
    await pins.add({ cid: cidOf('nobody has this'), files: [cidOf('nor this')], at: 0 })
    await pins.add({ cid, files: [cid], at: 1 })
    const whole = () => isWhole(cid, here.stock, here.blocks)
    assert.equal(await whole(), false)
    await using keeper = new PinKeeper(
      {
        pins,
        blocks: here.blocks,
        files: here.files,
        isWhole: (file, how) => isWhole(file, here.stock, here.blocks, how),
      },
      { everyMs: 50 },
    )
    keeper.start()
    await join(here, there)
    for (let i = 0; !(await whole()) && i < 200; i++) await pause(50)
    assert.ok(await whole())
    const noted = async () => (await pins.list()).map((pin) => pin.whole === true)
    for (let i = 0; !(await noted())[1] && i < 200; i++) await pause(50)
    assert.deepEqual(await noted(), [false, true])
  }).timeout(30_000)

  it('is left alone when it is whole', async () => {
    const { pins } = memoryKeeping()
    await pins.add({ cid: cidOf('here'), files: [], at: 0 })
    let looks = 0
    const keep = () => Promise.reject(new Error('nothing to fetch'))
    const blocks = { get: () => Promise.reject(new Error('nothing to read')) }
    await using keeper = new PinKeeper(
      { pins, blocks, files: { keep }, isWhole: async () => (looks += 1) > 0 },
      { everyMs: 10, onProblem: (problem) => assert.fail(String(problem)) },
    )
    keeper.start()
    const enough = () => looks > 3
    for (let i = 0; !enough() && i < 100; i++) await pause(10)
    assert.ok(enough())
  })

  it('is looked through once, however often its few blocks name each other', async () => {
    await using here = await testNetwork({ listen: [] })
    // Forty levels of 170 links each, all to the one below: more leaves than there are atoms.
    let below = await put(here, 0x55, new Uint8Array(1000))
    for (let level = 0; level < 40; level++) {
      const links = Array.from({ length: 170 }, () => ({ Hash: below, Name: '', Tsize: 1 }))
      below = await put(here, dagPb.code, dagPb.encode({ Links: links }))
    }
    assert.ok(await isWhole(below, here.stock, here.blocks))
  })

  it('is not looked through any further when the node stops', async () => {
    let looks = 0
    const end = new AbortController()
    const endless = {
      has: async () => true,
      peek: async () => {
        if ((looks += 1) === 3) end.abort()
        const next = cidOf(`level ${looks}`)
        const link = CID.createV1(dagPb.code, next.multihash)
        return dagPb.encode({ Links: [{ Hash: link, Name: '', Tsize: 1 }] })
      },
    }
    const root = CID.createV1(dagPb.code, cidOf('root').multihash)
    await assert.rejects(isWhole(root, endless, endless, { signal: end.signal }))
    assert.equal(looks, 3)
  })

  it('is fetched no further than its manifest says it goes', async () => {
    const made = await makeManifest(await makeArtist('Ada'), 'Pinned')
    const cid = cborCidOf(fromHex(made.digest))
    const files = filesOf(decodeManifest(made.bytes).release)
    const { pins } = memoryKeeping()
    await pins.add({ cid, files: files.map((file) => file.cid), at: 0 })
    const asked: (number | undefined)[] = []
    await using keeper = new PinKeeper({
      pins,
      blocks: { get: async () => made.bytes },
      files: { keep: async (_, { maxBytes } = {}) => void asked.push(maxBytes) },
      isWhole: async (file) => file.equals(cid),
    })
    keeper.start()
    for (let i = 0; asked.length < files.length && i < 100; i++) await pause(10)
    assert.deepEqual(
      asked,
      files.map(({ bytes = Infinity }) => bytes),
    )
    assert.ok(asked.some((bytes) => bytes !== Infinity))
  })
})

async function put(network: Network, code: number, block: Uint8Array): Promise<CID> {
  const cid = CID.createV1(code, cidOfBlock(block).multihash)
  await network.blocks.put(cid, block)
  return cid
}
