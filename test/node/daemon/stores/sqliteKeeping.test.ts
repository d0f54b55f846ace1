import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SqliteKeeping } from '../../../../node/daemon/stores/sqliteKeeping.ts'
import type { Keeping } from '../../../../node/domain/ports.ts'
import { memoryKeeping } from '../../../../node/peer/memoryKeeping.ts'
import { cidOf } from '../../../support/manifests.ts'

const DAY = 24 * 3_600_000
const [album, one, two] = [cidOf('album'), cidOf('one'), cidOf('two')]

describe('what the owner of a node says', () => {
  let folder: string
  let now = 1_000 * DAY
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'megabox-keeping-'))
  })
  afterEach(() => rm(folder, { recursive: true }))
  const open = () => new SqliteKeeping(join(folder, 'keeping.sqlite'), () => now)

  const kinds: [string, () => Keeping & Partial<Disposable>][] = [
    ['in a file', open],
    ['in memory', memoryKeeping],
  ]
  for (const [name, make] of kinds) {
    describe(name, () => {
      let keeping: Keeping & Partial<Disposable>
      beforeEach(() => {
        keeping = make()
      })
      afterEach(() => keeping[Symbol.dispose]?.())

      it('is pinned with all its files until it is unpinned', async () => {
        const pin = { cid: album, files: [one, two], at: 5 }
        await keeping.pins.add(pin)
        await keeping.pins.add(pin)
        assert.deepEqual(await keeping.pins.list(), [pin])
        assert.deepEqual(
          await Promise.all([album, one, cidOf('else')].map((cid) => keeping.pins.has(cid))),
          [true, true, false],
        )
        assert.equal(await keeping.pins.remove(album), true)
        assert.equal(await keeping.pins.remove(album), false)
        assert.equal(await keeping.pins.has(one), false)
      })

      it('knows which pins were whole once, also when they are pinned again', async () => {
        for (const cid of [one, two]) await keeping.pins.add({ cid, files: [cid], at: 5 })
        await keeping.pins.complete(one)
        await keeping.pins.complete(album)
        await keeping.pins.add({ cid: one, files: [one], at: 6 })
        const whole = async () =>
          (await keeping.pins.list()).filter((pin) => pin.whole).map((pin) => String(pin.cid))
        assert.deepEqual(await whole(), [String(one)])
        await keeping.pins.remove(one)
        await keeping.pins.add({ cid: one, files: [one], at: 7 })
        assert.deepEqual(await whole(), [])
      })

      it('keeps a file that two pins name until both are gone', async () => {
        await keeping.pins.add({ cid: album, files: [one], at: 5 })
        await keeping.pins.add({ cid: one, files: [one], at: 6 })
        await keeping.pins.remove(album)
        assert.equal(await keeping.pins.has(one), true)
      })

      it('lists drafts, and damage until it is healed', async () => {
        await keeping.drafts.keep(album)
        await keeping.drafts.keep(album)
        assert.deepEqual(await keeping.drafts.list(), [album])
        await keeping.damaged.add(one)
        await keeping.damaged.add(one)
        assert.deepEqual(await keeping.damaged.list(), [one])
        await keeping.damaged.remove(one)
        assert.deepEqual(await keeping.damaged.list(), [])
      })
    })
  }

  it('survives a restart', async () => {
    {
      using keeping = open()
      await keeping.pins.add({ cid: album, files: [one, two], at: 5 })
      await keeping.drafts.keep(one)
      await keeping.damaged.add(two)
    }
    using keeping = open()
    assert.deepEqual(await keeping.pins.list(), [{ cid: album, files: [one, two], at: 5 }])
    assert.deepEqual(await keeping.drafts.list(), [one])
    assert.deepEqual(await keeping.damaged.list(), [two])
  })

  it('gives a draft up after a week in which nobody went on with it', async () => {
    using keeping = open()
    await keeping.drafts.keep(one)
    now += 4 * DAY
    await keeping.drafts.keep(two)
    now += 4 * DAY
    assert.deepEqual(await keeping.drafts.list(), [two])
  })
})
