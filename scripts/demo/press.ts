// Makes the whole catalogue: sleeves first, then the pieces, two at a time.
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Order } from './booth.ts'
import { CATALOGUE, find, folder, type Job } from './catalogue.ts'
import { put } from './put.ts'

/** Two halve the wait; more would take memory from the shop that is starting beside us. */
const BOOTHS = 2

export type Progress = (piece: { artist: string; title: string; seconds: number }) => void

/** Writes every release below `directory`, telling of each piece as it is done. */
export async function press(directory: string, progress: Progress): Promise<void> {
  const covers = await sleeves(directory)
  const waiting: Job[] = CATALOGUE.flatMap(({ tracks }, release) =>
    tracks.map((_, track) => ({ release, track })),
  )
  const order = (job: Job): Order => {
    const cover = covers[job.release]
    if (!cover) throw new RangeError('No such release in the catalogue.')
    return { directory, job, cover }
  }
  await Promise.all(Array.from({ length: BOOTHS }, () => booth(waiting, order, progress)))
}

async function sleeves(directory: string): Promise<Uint8Array[]> {
  return Promise.all(
    CATALOGUE.map(async (release) => {
      const cover = release.cover()
      await mkdir(join(directory, folder(release)), { recursive: true })
      await put(join(directory, folder(release), 'cover.png'), cover)
      return cover
    }),
  )
}

/** One thread, taking pieces from the pile until there are none. */
async function booth(
  waiting: Job[],
  order: (job: Job) => Order,
  progress: Progress,
): Promise<void> {
  const thread = new Worker(new URL('./booth.ts', import.meta.url))
  try {
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      thread.postMessage(order(job))
      // `once` throws if the thread fails, and the thread only ever answers with seconds.
      const [seconds] = (await once(thread, 'message')) as [number]
      const { release, track } = find(job)
      progress({ artist: release.artist, title: track.title, seconds })
    }
  } finally {
    await thread.terminate()
  }
}
