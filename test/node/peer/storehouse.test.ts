import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as path } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { CID } from 'multiformats/cid'
import { NodeBlocks } from '../../../node/daemon/stores/nodeBlocks.ts'
import { CannotCollectError } from '../../../node/domain/errors.ts'
import type { Network } from '../../../node/network/createNetwork.ts'
import { memoryKeeping } from '../../../node/peer/memoryKeeping.ts'
import { Storehouse } from '../../../node/peer/storehouse.ts'
import { MemoryIndex } from '../../support/memoryIndex.ts'
import { join, testNetwork } from '../../support/network.ts'

/** Three leaves as files; their node, and what is left over, among the small blocks. */
const SONG = 3 * 262_144 + 5_000

const noise = async function* (bytes: number) {
  for (let left = bytes; left > 0; left -= 65_536) {
    yield crypto.getRandomValues(new Uint8Array(Math.min(left, 65_536)))
  }
}

/** A catalogue that holds one song, and does not yet know what is live. */
class Holding extends MemoryIndex {
  readonly #song: CID

  constructor(song: CID) {
    super()
    this.#song = song
  }

  override async *held() {
    yield this.#song
  }
}

describe('the storehouse', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(path(tmpdir(), 'megabox-storehouse-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  const leaves = async () =>
    (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.data')).length
  const isWhole = async ({ files }: Network, cid: CID): Promise<boolean> =>
    Array.fromAsync(files.read(cid, { offline: true })).then(
      (parts) => parts.reduce((sum, { length }) => sum + length, 0) === SONG,
      () => false,
    )

  it('fetches all that went with the database of small blocks, and sweeps nothing before', async () => {
    await using other = await testNetwork()
    const { cid } = await other.files.add(noise(SONG))
    {
      const { blocks } = await NodeBlocks.open(folder)
      using store = blocks
      await using before = await testNetwork({ blockstore: store })
      await join(before, other)
      await before.files.keep(cid)
    }
    await writeFile(path(folder, 'small.sqlite'), 'this is no database at all')
    let losses = 0
    const { blocks, held } = await NodeBlocks.open(folder, { onDamage: () => (losses += 1) })
    using store = blocks
    await using network = await testNetwork({ blockstore: store, held, keeping: { useMs: 0 } })
    assert.deepEqual([losses, await leaves(), await isWhole(network, cid)], [1, 3, false])
    let unsure: string | undefined
    await using index = new Holding(cid)
    const powers = { network, index, clock: { now: () => Date.now() } }
    await using storehouse = new Storehouse(
      { ...powers, keeping: memoryKeeping(), unsure: () => unsure },
      { seedBudget: 0, collecting: { youngMs: -1_000 } },
    )
    await assert.rejects(storehouse.collect(), CannotCollectError)
    assert.equal(await leaves(), 3)
    // Also before it is known what is live.
    unsure = 'the chain is still being read'
    storehouse.start()
    storehouse.lookForLost()
    await join(network, other)
    for (let i = 0; !(await isWhole(network, cid)) && i < 500; i++) await pause(20)
    assert.ok(await isWhole(network, cid))
    unsure = undefined
    assert.equal((await storehouse.collect()).freed.blocks, 0)
  }).timeout(60_000)
})
