/** What a transfer costs in memory on both sides, with a reader that hurries and one that does not. */
import { setTimeout as pause } from 'node:timers/promises'
import type { AnyWorker, Worker } from '../crew.ts'
import type { Ours } from '../roles/ours.ts'
import type { Figure, Row } from '../row.ts'
import { MIB } from '../scratch.ts'
import { bare, cold, seed } from './seeding.ts'

const FILE_BYTES = 1024 * MIB
/** Long enough to see what stays. */
const LIVE_BYTES = 200 * MIB
const SLOW = { bytes: 32 * MIB, bytesPerSecond: 4 * MIB }
const PAUSE_AFTER = 8 * MIB
const PAUSE_MS = 5000
const WATCH_MS = 250
const BAR_MIB = 8

export const memory: Row = {
  name: 'memory',
  about: 'memory of both sides above idle, and what is sent to a reader that pauses',
  async run(bench) {
    const { worker, addresses, cids } = await seed(bench, [await bench.scratch.file(FILE_BYTES)])
    const receiver = await bench.crew.spawn<Ours>('ours')
    await receiver.do('forget')
    const [cid = ''] = cids
    const sides = { sender: worker, receiver }
    const node = <Result>(work: () => Promise<Result>) =>
      cold(bench, receiver, addresses.slice(0, 1), work)
    // A little before, so that the code is there; more would already be in the RSS it begins with.
    await node(() => receiver.do('read', cid, { bytes: MIB }))
    const fast = await node(() => peaks(sides, false, () => receiver.do('read', cid)))
    const reader = { bytes: LIVE_BYTES }
    const live = await node(() => peaks(sides, true, () => receiver.do('read', cid, reader)))
    const slow = await node(() => peaks(sides, true, () => receiver.do('read', cid, SLOW)))
    const sent = await node(() => sentWhilePaused(worker, receiver, cid))
    return [
      ...figuresOf('1 GiB, fast reader: peak RSS above idle', fast),
      ...figuresOf('fast reader: peak heap and buffers after a forced gc', live, BAR_MIB),
      ...figuresOf('slow reader (4 MiB/s): the same', slow, BAR_MIB),
      figure(`sent in ${PAUSE_MS / 1000} s after the reader pauses`, sent),
    ]
  },
}

type Side = 'sender' | 'receiver'
type Peaks = Record<Side, number>

function figuresOf(what: string, { sender, receiver }: Peaks, most?: number): Figure[] {
  return [figure(`${what}, sender`, sender, most), figure(`${what}, receiver`, receiver, most)]
}

const figure = (what: string, bytes: number, most?: number): Figure => ({
  ...{ what, unit: 'MiB', ours: [bare(bytes / MIB)] },
  ...(most !== undefined && { bars: [{ of: 'ours', most }] }),
})

/** Above what each side held before. `collect`: what is alive, looked at after a collection. */
async function peaks(
  sides: Record<Side, Worker<Ours>>,
  collect: boolean,
  work: () => Promise<unknown>,
): Promise<Peaks> {
  const looks = async (): Promise<Peaks> => {
    const [sender, receiver] = await Promise.all([
      held(sides.sender, collect),
      held(sides.receiver, collect),
    ])
    return { sender, receiver }
  }
  await Promise.all(Object.values(sides).map((side) => side.usage({ collect: true })))
  await pause(500)
  const idle = await looks()
  const peak: Peaks = { sender: 0, receiver: 0 }
  const done = new AbortController()
  const working = work().finally(() => done.abort())
  while (!done.signal.aborted) {
    const now = await looks()
    for (const side of ['sender', 'receiver'] as const)
      peak[side] = Math.max(peak[side], now[side] - idle[side])
    await pause(WATCH_MS)
  }
  await working
  return peak
}

async function held(worker: AnyWorker, collect: boolean): Promise<number> {
  const { live, rss } = await worker.usage({ collect })
  return collect ? live : rss
}

/** On the wire, once the reader has read some and stands still. */
async function sentWhilePaused(
  sender: Worker<Ours>,
  receiver: Worker<Ours>,
  cid: string,
): Promise<number> {
  const reading = receiver.do('readThenPause', cid, PAUSE_AFTER, PAUSE_MS)
  await receiver.do('paused')
  const before = await sender.usage()
  await reading
  const after = await sender.usage()
  return after.wireOut - before.wireOut
}
