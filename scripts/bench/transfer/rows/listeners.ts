/** How many people one node plays to at once, and what it costs the node. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Worker } from '../crew.ts'
import type { Sample } from '../measure.ts'
import type { Audience } from '../roles/audience.ts'
import type { Bench, Figure, Row } from '../row.ts'
import { MIB } from '../scratch.ts'
import { bare, seed, TRACK_RATE, unixAddress, type Seed } from './seeding.ts'

const PROCESSES = 4
/** libp2p takes 300 connections; beyond, several listeners share one. */
const MOST_CONNECTIONS = 200
const START_BYTES = 64 * 1024
/**
 * Less than a browser's 4 MiB: else a minute of music is a short burst and then silence, and the
 * bench would not see whether the node keeps up.
 */
const AHEAD_BYTES = 512 * 1024
/** Nobody clicks at the same moment. */
const ARRIVALS_MS = 4000
const DOUBLING_SECONDS = 15
const MOST_LISTENERS = 3200

export const listeners: Row = {
  name: 'listeners',
  about: '100 listeners of 320 kb/s in real time from one node',
  async run(bench) {
    const { seconds } = bench.options
    const { stalls, cpuSeconds, rss } = await hear(bench, 100, seconds)
    bench.note(`${seconds} s of playing to 100 listeners`)
    return [
      figure('stalls, 100 listeners', '', stalls, 0),
      figure('CPU of the node, 100 listeners', '% of a core', (cpuSeconds / seconds) * 100),
      figure('RSS of the node above idle, 100 listeners', 'MiB', rss / MIB),
    ]
  },
}

export const listenersMost: Row = {
  name: 'listeners-most',
  about: 'twice as many, and twice again, until someone hears a stall',
  async run(bench) {
    let well = 0
    for (let count = 100; count <= MOST_LISTENERS; count *= 2) {
      const { stalls, cpuSeconds, audienceSeconds } = await hear(bench, count, DOUBLING_SECONDS)
      const cores = (spent: number) => (spent / DOUBLING_SECONDS).toFixed(2)
      bench.note(
        `${count} listeners: ${stalls} stalls, the node used ${cores(cpuSeconds)} cores, ` +
          `those who listen ${cores(audienceSeconds)}`,
      )
      if (stalls > 0) break
      well = count
    }
    return [figure('most listeners without a stall', '', well)]
  },
}

function figure(what: string, unit: string, value: number, most?: number): Figure {
  const ours: Sample[] = [bare(value)]
  return { what, unit, ours, ...(most !== undefined && { bars: [{ of: 'ours', most }] }) }
}

async function hear(bench: Bench, count: number, seconds: number) {
  const totalBytes = seconds * TRACK_RATE
  const connections = Math.min(count, MOST_CONNECTIONS)
  // Those who share a connection share a store too, so each of them needs another song.
  const songs = Math.ceil(count / connections)
  const paths: string[] = []
  while (paths.length < songs) paths.push(await bench.scratch.noise(totalBytes))
  // Over a Unix socket: libp2p takes only five new connections a second from one IP address.
  const node = await seed(bench, paths, [unixAddress(bench.scratch.place('socket'))])
  const audiences = await gather(bench, node, connections)
  await pause(1000)
  const idle = await node.worker.usage({ collect: true })
  const before = await Promise.all(audiences.map((audience) => audience.usage()))
  const song = { bytesPerSecond: TRACK_RATE, totalBytes, startBytes: START_BYTES }
  const playing = Promise.all(
    audiences.map((audience) =>
      audience.do('listen', node.cids, { ...song, aheadBytes: AHEAD_BYTES }, ARRIVALS_MS),
    ),
  )
  let peak = 0
  const watch = setInterval(() => {
    const look = node.worker.usage().then(({ rss }) => (peak = Math.max(peak, rss)))
    // The last of them may meet the node's end.
    look.catch(() => undefined)
  }, 500)
  const heard = await playing.finally(() => clearInterval(watch))
  const used = await node.worker.usage()
  const after = await Promise.all(audiences.map((audience) => audience.usage()))
  const sum = (all: { cpuSeconds: number }[]) => all.reduce((s, { cpuSeconds: c }) => s + c, 0)
  await Promise.all([...audiences, node.worker].map((worker) => worker.end()))
  return {
    stalls: heard.flat().reduce((all, { stalls }) => all + stalls, 0),
    cpuSeconds: used.cpuSeconds - idle.cpuSeconds,
    audienceSeconds: sum(after) - sum(before),
    rss: peak - idle.rss,
  }
}

async function gather(
  { crew }: Bench,
  { addresses }: Seed,
  connections: number,
): Promise<Worker<Audience>[]> {
  const audiences: Worker<Audience>[] = []
  for (let i = 0; i < PROCESSES; i++) {
    const audience = await crew.spawn<Audience>('audience')
    await audience.do('gather', Math.floor((connections + i) / PROCESSES), addresses)
    audiences.push(audience)
  }
  return audiences
}
