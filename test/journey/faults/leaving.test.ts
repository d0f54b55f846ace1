import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '../megabox.ts'
import { Crew, type Actor } from './crew.ts'
import type { Reader } from './reader.ts'
import type { Seeder } from './seeder.ts'
import type { Usage } from './worker.ts'

const MIB = 1024 * 1024
const LONG_SONG = 40 * MIB
/** Small enough that the seeder has all of it in memory before anything is measured. */
const SHORT_SONG = 8 * MIB
const WARM_UP = 400
const CYCLES = 1000
/** A leak of 5 KiB a cycle is more: one stream, or one signal with all that waits for it. */
const MOST_LIVE = 4 * MIB
const MOST_RSS = 64 * MIB
/** Streams that wait for the next question: so many are kept to each peer. */
const IDLE_LINES = 4

describe('a listener who leaves or pauses', function () {
  this.timeout(60_000)
  const crew = new Crew()
  let seeder: Actor<Seeder>
  let reader: Actor<Reader>
  let [long, short] = ['', '']

  before(async () => {
    ;[seeder, reader] = await Promise.all([crew.cast('seeder'), crew.cast('reader')])
    const address = await seeder.do('open', await crew.folder())
    long = await seeder.do('add', 1, LONG_SONG)
    short = await seeder.do('add', 2, SHORT_SONG)
    await reader.do('open', { connect: [address], forgetful: true })
  })
  after(() => crew[Symbol.asyncDispose]())

  const usages = () =>
    Promise.all([reader.usage({ collect: true }), seeder.usage({ collect: true })])
  const streams = () => Promise.all([reader.do('streams'), seeder.do('streams')])
  /** Each side against what it was before. */
  const grown = (of: (usage: Usage) => number, before: Usage[], after: Usage[]) =>
    after.map((usage, i) => of(usage) - of(before[i] ?? usage))
  const handles = ({ resources }: Usage) => Object.values(resources).reduce((sum, n) => sum + n, 0)

  it('after a thousand beginnings leaves nothing open and nothing in memory, on either side', async () => {
    await reader.do('sip', short, WARM_UP, SHORT_SONG)
    await pause(1000)
    const before = await usages()
    await reader.do('sip', short, CYCLES, SHORT_SONG)
    await pause(1000)
    // What a collection has missed goes with a later one; a leak never does.
    await eventually(
      20_000,
      async () => ({ before, after: await usages() }),
      ({ after }) =>
        grown(({ live }) => live, before, after).every((more) => more < MOST_LIVE) &&
        grown(({ rss }) => rss, before, after).every((more) => more < MOST_RSS) &&
        // Each idle line has a timer.
        grown(handles, before, after).every((more) => more <= IDLE_LINES),
    )
    for (const open of await streams()) assert.ok(open <= 1 + IDLE_LINES, `${open} streams`)
  })

  it('stops the sender within a window, and costs neither side memory', async () => {
    const before = await usages()
    await reader.do('take', long, 2 * MIB)
    const paused = await usages()
    await pause(1500)
    const later = await usages()
    await pause(1000)
    const last = await usages()
    const sent = (usage: Usage) => usage.wireOut
    const why = JSON.stringify({ before, paused, later, last })
    assert.ok((grown(sent, paused, later)[1] ?? 0) < 8 * MIB, why)
    assert.ok((grown(sent, later, last)[1] ?? 0) < 64 * 1024, why)
    for (const live of grown(({ live }) => live, before, last)) assert.ok(live < 16 * MIB, why)
    await reader.do('leave')
  })
})
