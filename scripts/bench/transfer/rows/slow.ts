/** A line as many homes have it: how long a click takes to sound, beside plain HTTP through the same line. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Worker } from '../crew.ts'
import { alternate, type Sample } from '../measure.ts'
import type { Http } from '../roles/http.ts'
import type { Line } from '../roles/line.ts'
import type { Ours } from '../roles/ours.ts'
import type { Bench, Figure, Row } from '../row.ts'
import { MIB } from '../scratch.ts'
import { bare, cold, seed, TRACK_BYTES, unixAddress, withPort } from './seeding.ts'

const HOME = { bytesPerSecond: 1e6, delayMs: 40, queueBytes: 64 * 1024 }
/** What a player has done when someone skips: see README for where the numbers come from. */
const SKIP = { playMs: 2000, aheadBytes: 4 * MIB, to: TRACK_BYTES * 0.8 }
const MARKS = ['first byte', 'first 64 KiB', 'first 256 KiB']

interface Setting {
  line: Worker<Line>
  receiver: Worker<Ours>
  client: Worker<Http>
  /** Of the line to HTTP. */
  port: number
  /** Not heard before. */
  nextTrack: () => string
}

export const slowPlay: Row = {
  name: 'slow-play',
  about: '8 Mbit/s, 40 ms: from click to the first notes',
  run: (bench) =>
    onLine(bench, async ({ receiver, client, port, nextTrack }, timed) => {
      await check(bench, client, port)
      return [
        timed('ours', () => receiver.do('timeToMarks', nextTrack(), 0)),
        timed('HTTP, fresh connection', () => client.do('timeToMarks', { port }, 0)),
        timed('HTTP, connection kept', () =>
          client.do('timeToMarks', { port, keepAlive: true, last: MIB / 4 - 1 }, 0),
        ),
      ]
    }),
}

export const slowSeek: Row = {
  name: 'slow-seek',
  about: 'the same while playing, to 80 % of the track',
  run: (bench) =>
    onLine(bench, async ({ receiver, client, port, nextTrack }, timed) => [
      timed('ours', () => receiver.do('skip', nextTrack(), SKIP)),
      timed('HTTP, fresh connection', () => client.do('skip', { port }, SKIP)),
    ]),
}

/** One side of a comparison: its name, and its times to the marks in each run. */
interface Timed {
  name: string
  run: () => Promise<Sample>
  times: number[][]
}

type TimedBy = (name: string, work: () => Promise<number[]>) => Timed

async function onLine(
  bench: Bench,
  sidesOf: (setting: Setting, timed: TimedBy) => Promise<Timed[]>,
): Promise<Figure[]> {
  const { crew, options, scratch } = bench
  const paths: string[] = []
  while (paths.length <= options.runs) paths.push(await scratch.noise(TRACK_BYTES))
  const [nodeSocket, httpSocket] = [scratch.place('socket'), scratch.place('socket')]
  const seeder = await seed(bench, paths, [unixAddress(nodeSocket)])
  const server = await crew.spawn<Http>('http')
  await server.do('serve', paths[0] ?? '', { socket: httpSocket })
  const line = await crew.spawn<Line>('line')
  const address = withPort(await line.do('open', { path: nodeSocket }, HOME), seeder.addresses)
  const port = await line.do('open', { path: httpSocket }, HOME)
  const tracks = seeder.cids.values()
  const receiver = await crew.spawn<Ours>('ours')
  const client = await crew.spawn<Http>('http')
  const setting = { line, receiver, client, port, nextTrack: () => tracks.next().value ?? '' }
  const timed: TimedBy = (name, work) => {
    const times: number[][] = []
    const run = async () => {
      times.push(await work())
      await quiet(line)
      return bare(0)
    }
    return { name, run, times }
  }
  const sides = await sidesOf(setting, timed)
  await cold(bench, receiver, [address], () =>
    alternate(options.runs, Object.fromEntries(sides.map(({ name, run }) => [name, run]))),
  )
  return figures(sides)
}

/** What was asked for and is no longer wanted has left the line. */
async function quiet(line: Worker<Line>): Promise<void> {
  for (let before = NaN, now = 0; before !== now;) {
    await pause(400)
    before = now
    now = (await line.do('delivered')).reduce((sum, bytes) => sum + bytes, 0)
  }
}

function figures([ours, ...references]: readonly Timed[]): Figure[] {
  // Without the warm-up.
  const at = (side: Timed | undefined, mark: number): Sample[] =>
    (side?.times ?? []).slice(1).map((times) => bare(times[mark] ?? NaN))
  // A browser's player opens a connection of its own; the kept one is there to know.
  return references.flatMap((reference, i) =>
    MARKS.map((what, mark) => ({
      ...{ what, unit: 'ms', ours: at(ours, mark) },
      reference: { name: reference.name, samples: at(reference, mark) },
      ...(mark > 0 && i === 0 && { bars: [{ of: 'ratio' as const, most: 1.5 }] }),
    })),
  )
}

/** Is the line what it claims to be? Two lengths, so that what is before the first byte falls out. */
async function check(bench: Bench, client: Worker<Http>, port: number): Promise<void> {
  const times = [await client.do('timeToMarks', { port }, TRACK_BYTES - MIB)]
  const [[first = NaN, small = NaN, large = NaN] = []] = times
  const rate = ((256 - 64) * 1024) / (large - small) / 1000
  const megabits = (rate * 8).toFixed(2)
  bench.note(
    `line: ${megabits} Mbit/s of 8, first byte of a fresh HTTP answer ${first.toFixed(0)} ms`,
  )
}
