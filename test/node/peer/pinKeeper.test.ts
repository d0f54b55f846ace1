import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { memoryKeeping } from '../../../node/peer/memoryKeeping.ts'
import { PinKeeper } from '../../../node/peer/pinKeeper.ts'
import { isWhole } from '../../../node/peer/references.ts'
import { cidOf } from '../../support/manifests.ts'
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
      { pins, files: here.files, isWhole: (file) => isWhole(file, here.stock, here.blocks) },
      { everyMs: 50 },
    )
    keeper.start()
    await join(here, there)
    for (let i = 0; !(await whole()) && i < 200; i++) await pause(50)
    assert.ok(await whole())
  }).timeout(30_000)

  it('is left alone when it is whole', async () => {
    const { pins } = memoryKeeping()
    await pins.add({ cid: cidOf('here'), files: [], at: 0 })
    let looks = 0
    const keep = () => Promise.reject(new Error('nothing to fetch'))
    await using keeper = new PinKeeper(
      { pins, files: { keep }, isWhole: async () => (looks += 1) > 0 },
      { everyMs: 10, onProblem: (problem) => assert.fail(String(problem)) },
    )
    keeper.start()
    const enough = () => looks > 3
    for (let i = 0; !enough() && i < 100; i++) await pause(10)
    assert.ok(enough())
  })
})
