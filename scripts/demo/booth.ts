// A thread that records pieces one after the other. It is told which, and answers with their length.
import { parentPort } from 'node:worker_threads'
import type { Job } from './catalogue.ts'
import { cutTrack } from './studio.ts'

/** What the thread is sent. */
export interface Order {
  readonly directory: string
  readonly job: Job
  readonly cover: Uint8Array
}

parentPort?.on('message', ({ directory, job, cover }: Order) => {
  void cutTrack(directory, job, cover).then((seconds) => parentPort?.postMessage(seconds))
})
