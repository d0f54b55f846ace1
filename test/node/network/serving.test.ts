import assert from 'node:assert/strict'
import { MemoryBlockstore } from 'blockstore-core'
import type { CID } from 'multiformats/cid'
import { join, testNetwork } from '../../support/network.ts'

/** Counts how often each block is read from the disk. */
class Disk extends MemoryBlockstore {
  readonly reads = new Map<string, number>()

  override get(cid: CID) {
    const key = cid.toString()
    this.reads.set(key, (this.reads.get(key) ?? 0) + 1)
    return super.get(cid)
  }
}

describe('serving a peer', () => {
  it('costs one read of the disk for each leaf, also without anything in memory', async () => {
    const disk = new Disk()
    await using seeder = await testNetwork({ blockstore: disk, keeping: { hotBytes: 0 } })
    await using reader = await testNetwork()
    const { cid } = await seeder.files.add(
      (async function* () {
        for (let i = 0; i < 60; i++) yield crypto.getRandomValues(new Uint8Array(65_536))
      })(),
    )
    disk.reads.clear()
    await join(reader, seeder)
    for await (const part of reader.files.read(cid)) assert.ok(part.length > 0)
    const leaves = [...disk.reads].filter(([key]) => key !== cid.toString())
    assert.equal(leaves.length, 15)
    assert.deepEqual(new Set(leaves.map(([, times]) => times)), new Set([1]))
  })
})
