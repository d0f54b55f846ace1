/** The rows: what a listener waits for, beside plain HTTP `<audio>` of the same file. */
import type { Measured } from '../transfer/report.ts'
import { bare } from '../transfer/rows/seeding.ts'
import { beside, inTurns, type Bench, type Times } from './bench.ts'
import { Listener } from './listener.ts'
import { renderersMiB } from './memory.ts'

/** Four minutes. */
const SONG_BYTES = 9_600_000
const SEEK_TO = 0.8

export interface Row {
  name: string
  about: string
  /** By a line of 8 Mbit/s, 40 ms each way. */
  slow?: boolean
  run(bench: Bench): Promise<Measured[]>
}

const loopback: Row = {
  name: 'loopback',
  about: 'the same machine: cold, warm, and how soon the page is ready',
  async run(bench) {
    const [song = ''] = await bench.shop.publish('song', { songs: 1, bytes: SONG_BYTES })
    const heard = await inTurns(bench, async (listener) => {
      const times: Times = { ready: await listener.visit() }
      times['cold play'] = await listener.play(song)
      await listener.wait()
      times['cold seek'] = await listener.seek(SEEK_TO)
      await listener.bring(song)
      times['ready again'] = await listener.visit()
      times['warm play'] = await listener.play(song)
      await listener.wait()
      times['warm seek'] = await listener.seek(SEEK_TO)
      return times
    })
    const ready = (what: string): Measured => ({
      ...{ row: 'loopback', what, unit: 'ms', bars: [{ of: 'ours', most: 600 }] },
      ours: heard.ours.map((times) => bare(times[what] ?? NaN)),
    })
    return [
      beside('loopback', heard, { what: 'cold play', most: 1.6 }),
      beside('loopback', heard, { what: 'cold seek', most: 2 }),
      beside('loopback', heard, { what: 'warm play', most: 1.2 }),
      beside('loopback', heard, { what: 'warm seek', most: 1.2 }),
      ready('ready'),
      ready('ready again'),
    ]
  },
}

const slow: Row = {
  name: 'slow',
  about: 'a line of 8 Mbit/s, 40 ms each way',
  slow: true,
  async run(bench) {
    const [song = ''] = await bench.shop.publish('slow', { songs: 1, bytes: SONG_BYTES })
    const heard = await inTurns(bench, async (listener) => {
      await listener.visit()
      const play = await listener.play(song)
      await listener.wait()
      return { play, seek: await listener.seek(SEEK_TO) }
    })
    return [
      beside('slow', heard, { what: 'play', most: 2 }),
      beside('slow', heard, { what: 'seek', most: 2 }),
    ]
  },
}

const TRACKS = 100
const FIRST_TRACKS = 5
const TRACK_BYTES = 1_000_000

const memory: Row = {
  name: 'memory',
  about: `renderers' memory after ${TRACKS} tracks, beside after ${FIRST_TRACKS}`,
  async run(bench) {
    const tracks = await bench.shop.publish('tracks', { songs: TRACKS, bytes: TRACK_BYTES })
    const figures: Measured[] = []
    for (const ours of [true, false]) {
      const [few, many]: [number[], number[]] = [[], []]
      for (let run = 0; run < bench.runs; run++) {
        const [first = NaN, last = NaN] = await hearAll(bench, tracks, { ours })
        few.push(first)
        many.push(last)
        process.stderr.write('.')
      }
      const reference = { name: `after ${FIRST_TRACKS}`, samples: few.map(bare) }
      const what = `after ${TRACKS} tracks${ours ? '' : ' by plain HTTP'}`
      const figure = { row: 'memory', what, unit: 'MiB', ours: many.map(bare), reference }
      figures.push({ ...figure, ...(ours && { bars: [{ of: 'ratio', most: 1.3 }] }) })
    }
    process.stderr.write('\n')
    return figures
  },
}

/** MiB of the renderers after the first few tracks and after all. */
async function hearAll(
  { browser, pid, url }: Bench,
  tracks: readonly string[],
  { ours }: { ours: boolean },
): Promise<number[]> {
  const found: number[] = []
  await using listener = await Listener.open(browser, url, { ours })
  await listener.visit()
  for (const [n, track] of tracks.entries()) {
    await listener.play(track)
    await listener.seek(SEEK_TO)
    if (n + 1 !== FIRST_TRACKS && n + 1 !== TRACKS) continue
    await listener.collect()
    found.push(await renderersMiB(pid))
  }
  return found
}

export const ROWS: readonly Row[] = [loopback, slow, memory]
