import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as path } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { FileBlocks } from '../../../node/daemon/stores/fileBlocks.ts'
import { Healer } from '../../../node/peer/healer.ts'
import { memoryKeeping } from '../../../node/peer/memoryKeeping.ts'
import { cidOf } from '../../support/manifests.ts'
import { join, testNetwork } from '../../support/network.ts'

const noise = async function* (bytes: number) {
  for (let left = bytes; left > 0; left -= 65_536) {
    yield crypto.getRandomValues(new Uint8Array(Math.min(left, 65_536)))
  }
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()) && tries < 300; tries++) await pause(20)
  assert.ok(await holds())
}

/** Every block's file with one byte flipped. */
async function rot(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true })
  const files = names.filter((name) => name.endsWith('.data')).map((name) => path(folder, name))
  for (const file of files) {
    const bytes = await readFile(file)
    bytes[100] = (bytes[100] ?? 0) ^ 1
    await writeFile(file, bytes)
  }
  return files.length
}

describe('healing', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(path(tmpdir(), 'megabox-healer-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('brings back from another node what rotted on the disk of one that is asked for it', async () => {
    const { blocks } = await FileBlocks.open(folder)
    await using hurt = await testNetwork({ blockstore: blocks, keeping: { hotBytes: 0 } })
    await using other = await testNetwork()
    await using listener = await testNetwork()
    const damaged: string[] = []
    const keeping = memoryKeeping()
    await using healer = new Healer({ blocks: hurt.blocks, damaged: keeping.damaged })
    healer.start()
    hurt.onDamaged((cid) => {
      damaged.push(cid.toString())
      healer.notice(cid)
    })
    const { cid, bytes } = await other.files.add(noise(600_000))
    await join(hurt, other)
    await hurt.files.keep(cid)
    const whole = { ...hurt.stored }
    assert.equal(await rot(folder), 4)

    // The listener knows only the hurt node, which must not serve what is rotten.
    await join(listener, hurt)
    let heard = 0
    for await (const part of listener.files.read(cid)) heard += part.length
    assert.equal(heard, bytes)
    await until(async () => damaged.length === 4 && (await keeping.damaged.list()).length === 0)
    await other[Symbol.asyncDispose]()
    const { blocks: again } = await FileBlocks.open(folder)
    assert.deepEqual(hurt.stored, whole)
    for await (const { cid: each } of again.list()) {
      assert.ok(await hurt.stock.peek(each))
    }
    assert.equal(damaged.length, 4)
  }).timeout(60_000)

  it('tries again, less and less often, and after a restart', async () => {
    const keeping = memoryKeeping()
    const cid = cidOf('lost')
    let tries = 0
    let lost = true
    const get = async () => {
      tries += 1
      if (lost) throw new Error('nobody has it')
      return new Uint8Array()
    }
    {
      const powers = { blocks: { get }, damaged: keeping.damaged }
      await using healer = new Healer(powers, { retryMs: 20 })
      healer.start()
      healer.notice(cid)
      await pause(500)
      assert.ok(tries >= 2 && tries <= 8, `${tries} tries`)
      assert.equal((await keeping.damaged.list()).length, 1)
    }
    lost = false
    const healed: string[] = []
    await using healer = new Healer(
      { blocks: { get }, damaged: keeping.damaged },
      { onHealed: (each) => healed.push(each.toString()) },
    )
    healer.start()
    await until(() => healed.length === 1)
    assert.deepEqual(await keeping.damaged.list(), [])
  })

  it('remembers every wound, also those it has no room to think of now', async () => {
    const keeping = memoryKeeping()
    const healed = new Set<string>()
    let open = false
    const get = async () => {
      if (!open) throw new Error('nobody has it')
      return new Uint8Array()
    }
    await using healer = new Healer(
      { blocks: { get }, damaged: keeping.damaged },
      { retryMs: 20, maxWounds: 4, onHealed: (cid) => healed.add(cid.toString()) },
    )
    healer.start()
    for (let i = 0; i < 20; i++) healer.notice(cidOf(`wound ${i}`))
    await until(async () => (await keeping.damaged.list()).length === 20)
    open = true
    await until(async () => healed.size === 20 && (await keeping.damaged.list()).length === 0)
  })

  it('fetches no longer what nobody wants any more', async () => {
    let tries = 0
    const get = async () => {
      tries += 1
      throw new Error('nobody has it')
    }
    const powers = { blocks: { get }, damaged: memoryKeeping().damaged }
    await using healer = new Healer(powers, { retryMs: 10 })
    healer.start()
    healer.notice(cidOf('unwanted'))
    await until(() => tries > 0)
    healer.forget([cidOf('unwanted')])
    await pause(50)
    const before = tries
    await pause(1_000)
    assert.equal(tries, before)
  })

  it('stops at once, also while it fetches', async () => {
    const get = (_cid: unknown, { signal }: { signal?: AbortSignal } = {}) =>
      new Promise<Uint8Array>((_, reject) =>
        signal?.addEventListener('abort', () => reject(new Error('stopped'))),
      )
    const healer = new Healer({ blocks: { get }, damaged: memoryKeeping().damaged })
    healer.start()
    healer.notice(cidOf('slow'))
    await pause(20)
    await healer[Symbol.asyncDispose]()
  })
})
