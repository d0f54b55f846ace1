import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { MemoryBlockstore } from 'blockstore-core'
import { NotFoundError } from 'interface-store'
import type { CID } from 'multiformats/cid'
import { CID as Cid } from 'multiformats/cid'
import * as Digest from 'multiformats/hashes/digest'
import * as fc from 'fast-check'
import { sha256 } from '../../../node/crypto/hash.ts'
import { DiskFullError } from '../../../node/domain/errors.ts'
import { CheckedStore } from '../../../node/network/checkedStore.ts'

const blockOf = (seed: number, bytes = 100): { cid: CID; block: Uint8Array } => {
  const block = new Uint8Array(bytes).fill(seed)
  return { cid: Cid.createV1(0x55, Digest.create(0x12, sha256(block))), block }
}

/** A disk that counts what is asked of it, takes its time, and can rot or fill up. */
class Disk extends MemoryBlockstore {
  reads = 0
  looks = 0
  writes = 0
  full = false
  slow = false

  override async has(cid: CID): Promise<boolean> {
    this.looks += 1
    await this.#work()
    return super.has(cid)
  }

  override async *get(cid: CID) {
    this.reads += 1
    await this.#work()
    yield* super.get(cid)
  }

  override async put(cid: CID, block: Uint8Array): Promise<CID> {
    this.writes += 1
    await this.#work()
    if (this.full) throw new Error('PutFailedError: ENOSPC: no space left on device')
    return super.put(cid, block)
  }

  override async delete(cid: CID): Promise<void> {
    await this.#work()
    await super.delete(cid)
  }

  /** Something else lies there now, and nobody has said so. */
  rot(cid: CID, bytes: Uint8Array): void {
    void super.put(cid, bytes)
  }

  async #work(): Promise<void> {
    if (this.slow) await pause(Math.random() * 3)
  }
}

async function* failing(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(1)
  throw new Error('the source ended')
}

async function read(store: CheckedStore, cid: CID): Promise<Uint8Array> {
  for await (const block of store.get(cid)) return block
  throw new Error('nothing came')
}

describe('the checked store', () => {
  const one = blockOf(1)
  let disk: Disk
  beforeEach(() => {
    disk = new Disk()
  })
  const storeOf = (options = {}) => new CheckedStore(disk, undefined, options)

  it('reads a block with one read of the disk, and no look before it', async () => {
    await disk.put(one.cid, one.block)
    assert.deepEqual(await read(storeOf(), one.cid), one.block)
    assert.deepEqual([disk.reads, disk.looks], [1, 0])
  })

  it('reads a hot block from memory', async () => {
    await disk.put(one.cid, one.block)
    const store = storeOf()
    await read(store, one.cid)
    await read(store, one.cid)
    assert.equal(await store.has(one.cid), true)
    assert.deepEqual([disk.reads, disk.looks], [1, 0])
  })

  it('serves what was just put without reading it back, and does not write it again', async () => {
    const store = storeOf()
    await store.put(one.cid, one.block)
    await store.put(one.cid, one.block)
    assert.deepEqual(await read(store, one.cid), one.block)
    assert.deepEqual([disk.reads, disk.writes], [0, 1])
    assert.deepEqual(store.size, { blocks: 1, bytes: 100 })
  })

  it('reads once for all who ask at the same time', async () => {
    await disk.put(one.cid, one.block)
    const store = storeOf({ hotBytes: 0 })
    const all = await Promise.all(Array.from({ length: 10 }, () => read(store, one.cid)))
    assert.equal(disk.reads, 1)
    assert.ok(all.every((block) => block.length === 100))
    await read(store, one.cid)
    assert.equal(disk.reads, 2)
  })

  it('writes once when the same block is put twice at the same time', async () => {
    const store = storeOf()
    await Promise.all([store.put(one.cid, one.block), store.put(one.cid, one.block)])
    assert.equal(disk.writes, 1)
    assert.deepEqual(store.size, { blocks: 1, bytes: 100 })
  })

  it('drops a block that rotted, says which, and takes it again', async () => {
    const store = storeOf({ hotBytes: 0 })
    const damaged: string[] = []
    store.onDamaged((cid) => damaged.push(cid.toString()))
    await store.put(one.cid, one.block)
    disk.rot(one.cid, new Uint8Array(100))
    await assert.rejects(read(store, one.cid), NotFoundError)
    assert.deepEqual(damaged, [one.cid.toString()])
    assert.equal(await store.has(one.cid), false)
    assert.deepEqual(store.size, { blocks: 0, bytes: 0 })
    await store.put(one.cid, one.block)
    assert.deepEqual(await read(store, one.cid), one.block)
  })

  it('drops a block that the disk cannot read any more', async () => {
    const store = storeOf({ hotBytes: 0 })
    await store.put(one.cid, one.block)
    disk.get = () => {
      throw new Error('EIO: i/o error, read')
    }
    const damaged: CID[] = []
    store.onDamaged((cid) => damaged.push(cid))
    await assert.rejects(read(store, one.cid))
    assert.equal(damaged.length, 1)
  })

  it('says that the disk is full with the reason kept, and goes on reading', async () => {
    const store = storeOf()
    await store.put(one.cid, one.block)
    disk.full = true
    const two = blockOf(2)
    const failure: unknown = await store.put(two.cid, two.block).catch((error: unknown) => error)
    assert.ok(failure instanceof DiskFullError)
    assert.match(String(failure.cause), /ENOSPC/)
    assert.deepEqual(await read(store, one.cid), one.block)
    assert.equal(await store.has(two.cid), false)
    assert.deepEqual(store.size, { blocks: 1, bytes: 100 })
  })

  it('drops what nobody used lately, and nothing else', async () => {
    const [old, fresh] = [blockOf(3), blockOf(4)]
    await disk.put(old.cid, old.block)
    const store = new CheckedStore(disk, { blocks: 1, bytes: 100 })
    await store.put(fresh.cid, fresh.block)
    const drop = ({ cid }: { cid: CID }) => store.drop(cid)
    assert.deepEqual([await drop(old), await drop(fresh)], [true, false])
    assert.deepEqual(store.size, { blocks: 1, bytes: 100 })
    assert.equal(await store.has(old.cid), false)
    assert.deepEqual(await read(store, fresh.cid), fresh.block)
  })

  it('counts it as use when someone hears that a block is here', async () => {
    await disk.put(one.cid, one.block)
    const store = storeOf()
    await store.has(one.cid)
    assert.equal(await store.drop(one.cid), false)
  })

  it('counts no block as used that was asked for and is not here', async () => {
    const store = storeOf()
    await assert.rejects(read(store, one.cid))
    await assert.rejects(store.put(one.cid, failing()))
    assert.equal(store.inUse(one.cid), false)
  })

  it('tells which blocks were used as nodes, by the codecs they can have', async () => {
    const store = storeOf()
    const as = (code: number) => Cid.createV1(code, one.cid.multihash)
    await store.put(as(0x70), one.block)
    for (const code of [0x71, 0x55, 7000]) await read(store, as(code))
    const nodes = await Array.fromAsync(store.nodesInUse())
    assert.deepEqual(nodes.map(String), [as(0x70), as(0x71)].map(String))
  })

  it('writes a block again that a power cut has cut short, or that rotted, when it is put', async () => {
    for (const torn of [new Uint8Array(), one.block.subarray(0, 50), new Uint8Array(100)]) {
      const store = storeOf({ hotBytes: 0 })
      await store.put(one.cid, one.block)
      disk.rot(one.cid, torn)
      await store.put(one.cid, one.block)
      assert.deepEqual(await read(store, one.cid), one.block)
      await store.delete(one.cid)
    }
  })

  it('does not count as use that someone peeks', async () => {
    await disk.put(one.cid, one.block)
    const store = storeOf()
    assert.deepEqual(await store.peek(one.cid), one.block)
    assert.equal(await store.peek(blockOf(9).cid), undefined)
    assert.equal(await store.drop(one.cid), true)
  })

  it('forgets use when its time is over', async () => {
    const store = storeOf({ useMs: 20 })
    await store.put(one.cid, one.block)
    await pause(100)
    assert.equal(await store.drop(one.cid), true)
  })

  it('never loses what was acknowledged, whoever drops, reads and puts at the same time', async () => {
    const steps = fc.array(
      fc.record({
        what: fc.constantFrom('put', 'drop', 'read', 'has', 'rot', 'delete'),
        which: fc.nat(2),
        wait: fc.boolean(),
      }),
      { minLength: 5, maxLength: 30 },
    )
    await fc.assert(
      fc.asyncProperty(steps, async (journey) => {
        const slow = new Disk()
        slow.slow = true
        const store = new CheckedStore(slow, undefined, { hotBytes: 250, useMs: 1e9 })
        const safe = new Set(
          journey.filter(({ what }) => what === 'rot' || what === 'delete').map((s) => s.which),
        )
        const acknowledged = new Set<number>()
        const doing = journey.map(async ({ what, which, wait }) => {
          if (wait) await pause(Math.random() * 4)
          const { cid, block } = blockOf(which)
          if (what === 'put') {
            await store.put(cid, block)
            acknowledged.add(which)
          } else if (what === 'has') {
            if (await store.has(cid)) acknowledged.add(which)
          } else if (what === 'drop') {
            await store.drop(cid)
          } else if (what === 'delete') await store.delete(cid)
          else if (what === 'rot') {
            if (await slow.has(cid)) slow.rot(cid, new Uint8Array(100))
          } else await read(store, cid).catch(() => undefined)
        })
        await Promise.all(doing)
        const { size } = store
        let found = 0
        for (let which = 0; which < 3; which++) {
          const { cid } = blockOf(which)
          if (await slow.has(cid)) found += 1
          if (!acknowledged.has(which) || safe.has(which)) continue
          assert.equal((await read(store, cid)).length, 100)
        }
        assert.deepEqual(size, { blocks: found, bytes: found * 100 })
      }),
      { numRuns: 150 },
    )
  })
})
