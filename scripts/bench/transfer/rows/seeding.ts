/** What most rows begin with: a node of ours that holds a file, and one that does not. */
import { setTimeout as pause } from 'node:timers/promises'
import type { AnyWorker, Worker } from '../crew.ts'
import { measured, type Sample } from '../measure.ts'
import type { Ours, OpenOptions } from '../roles/ours.ts'
import type { Bench } from '../row.ts'
import { MIB } from '../scratch.ts'

export const LOOPBACK = ['/ip4/127.0.0.1/tcp/0']
export const TRACK_BYTES = 10_000_000
/** 320 kb/s. */
export const TRACK_RATE = 40_000
/** Until both sides have told each other what they speak. */
const SETTLE_MS = 250

export interface Seed {
  worker: Worker<Ours>
  addresses: string[]
  cids: string[]
  /** Of its blocks; others may open it to read. */
  directory: string
}

export async function seed(
  { crew, scratch }: Bench,
  paths: readonly string[],
  listen: string[] = LOOPBACK,
): Promise<Seed> {
  const worker = await crew.spawn<Ours>('ours')
  const directory = scratch.place('seed')
  const addresses = await worker.do('open', { directory, listen })
  const cids: string[] = []
  for (const path of paths) cids.push(await worker.do('add', path))
  return { worker, addresses, cids, directory }
}

/** A second node with the same blocks. */
export async function twinOf(
  { crew }: Bench,
  { directory, cids }: Seed,
  listen: string[] = LOOPBACK,
): Promise<Seed> {
  const worker = await crew.spawn<Ours>('ours')
  return { worker, addresses: await worker.do('open', { directory, listen }), directory, cids }
}

/** What `Ours` and `PlainHelia` share. */
interface Joins {
  open(options: OpenOptions): Promise<string[]>
  connect(addresses: readonly string[]): Promise<void>
  close(options: { forget: boolean }): Promise<void>
}

/** `work` by a node that is connected and holds nothing; afterwards it is closed and emptied. */
export async function cold<Result>(
  { scratch }: Bench,
  worker: Worker<Joins>,
  addresses: readonly string[],
  work: () => Promise<Result>,
): Promise<Result> {
  await worker.do('open', { directory: scratch.place('cold') })
  try {
    await worker.do('connect', addresses)
    await pause(SETTLE_MS)
    return await work()
  } finally {
    await worker.do('close', { forget: true })
  }
}

/** MiB a second of `work`, which moves `bytes` and gives its milliseconds. */
export const rate = (
  { crew }: Bench,
  senders: readonly AnyWorker[],
  receiver: AnyWorker,
  bytes: number,
  work: () => Promise<number>,
): Promise<Sample> =>
  measured({ crew, senders, receivers: [receiver] }, async () => {
    const ms = await work()
    return (bytes / MIB / ms) * 1000
  })

/** A value whose CPU is not of interest. */
export const bare = (value: number): Sample => ({
  value,
  sender: NaN,
  receiver: NaN,
  others: NaN,
})

/** Where a Unix socket can lie; behind a line it keeps the sender's kernel from hoarding (README). */
export const unixAddress = (path: string): string => `/unix/${encodeURIComponent(path)}`

export const withPort = (port: number, addresses: readonly string[]): string => {
  const peer = addresses[0]?.split('/p2p/')[1]
  if (peer === undefined) throw new Error('the seeder does not listen')
  return `/ip4/127.0.0.1/tcp/${port}/p2p/${peer}`
}
