/** The other thread: listens to one song after the other, as `workerEars.ts` hands them over. */
import { parentPort } from 'node:worker_threads'
import { earOf, type Heard, type Score } from '../../index.ts'

/** What the two say to each other: a song begins, its bytes, its end; then what was taken in, and heard. */
export type ToEar = { score: Score } | { bytes: Uint8Array } | { end: true }
export type FromEar = { taken: number } | { heard: Heard | undefined }

let ear: ReturnType<typeof earOf> | undefined

parentPort?.on('message', (message: ToEar) => {
  if ('score' in message) ear = earOf(message.score)
  else if ('bytes' in message) {
    ear?.hear(message.bytes)
    say({ taken: message.bytes.length })
  } else say({ heard: ear?.end() })
})

const say = (message: FromEar): void => parentPort?.postMessage(message)
