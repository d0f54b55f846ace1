/**
 * Listening beside storing: in a thread of its own, so that an album is stored as fast as if nobody
 * listened. The thread takes half a second to start, so it does so only once there is enough to hear.
 */
import { Worker } from 'node:worker_threads'
import {
  openEar,
  readScore,
  type Ear,
  type Heard,
  type OpenEar,
  type SourceFile,
} from '../../index.ts'
import type { FromEar, ToEar } from './earWorker.ts'

const WORKER = new URL('./earWorker.ts', import.meta.url)
/** Less than this is heard sooner than a thread has started. */
const WORTH_BYTES = 64 * 1024 * 1024
/** Bytes on their way to the thread; whoever sends more waits. */
const MAX_AHEAD = 16 * 1024 * 1024

export class WorkerEars implements AsyncDisposable {
  #worker: Worker | undefined
  readonly #isWorth: boolean

  constructor(files: readonly Pick<SourceFile, 'bytes'>[]) {
    this.#isWorth = files.reduce((sum, { bytes }) => sum + bytes, 0) >= WORTH_BYTES
  }

  readonly open: OpenEar = async (file, song) => {
    if (!this.#isWorth) return openEar(file, song)
    const score = await readScore(file, song)
    if (!score) return undefined
    const ear = new DistantEar(this.#started())
    ear.tell({ score })
    return ear
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker?.terminate()
  }

  #started(): Worker {
    if (this.#worker) return this.#worker
    const worker = new Worker(WORKER)
    // Its end is what counts: the song it listened to goes without, the next has another thread.
    worker.on('error', () => undefined)
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = undefined
    })
    this.#worker = worker
    return worker
  }
}

/** One song; the next may begin once this one has ended. A thread that dies has heard nothing. */
class DistantEar implements Ear {
  readonly #worker: Worker
  readonly #heard: Promise<Heard | undefined>
  #ahead = 0
  #isGone = false
  #wake: () => void = () => undefined

  constructor(worker: Worker) {
    this.#worker = worker
    this.#heard = new Promise((resolve) => {
      const finish = (heard?: Heard) => {
        worker.off('message', listen).off('exit', fail)
        this.#isGone = true
        this.#wake()
        resolve(heard)
      }
      const fail = () => finish()
      const listen = (message: FromEar) => {
        if ('taken' in message) {
          this.#ahead -= message.taken
          this.#wake()
        } else finish(message.heard)
      }
      worker.on('message', listen).on('exit', fail)
    })
  }

  tell(message: ToEar, given: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, given)
  }

  async hear(bytes: Uint8Array): Promise<void> {
    this.#ahead += bytes.length
    // A copy, since whoever stores it goes on using it; and no more than it, whatever buffer it lies in.
    const copy = new Uint8Array(bytes)
    this.tell({ bytes: copy }, [copy.buffer])
    while (this.#ahead > MAX_AHEAD && !this.#isGone) {
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  end(): Promise<Heard | undefined> {
    this.tell({ end: true })
    return this.#heard
  }
}
