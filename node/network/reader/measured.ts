/** One question as it is answered: notes the source's pace, and ends it when it only crawls. */
import type { CID } from 'multiformats/cid'
import { FailedSourceError, type AskOptions, type Source } from './source.ts'
import type { Sources } from './sources.ts'

/** Slower than any music; a line that is so slow for long is not waited for. Bytes a millisecond. */
export const CRAWL = 2

interface MeasuredOptions {
  sources: Sources
  /** The file it is asked for. */
  root: CID
  patienceMs: number
  signal: AbortSignal
}

export class Measured implements AskOptions, Disposable {
  readonly signal: AbortSignal
  readonly #source: Source
  readonly #sources: Sources
  readonly #root: CID
  readonly #started = performance.now()
  readonly #timer: ReturnType<typeof setInterval>
  #first: number | undefined
  /** Since it was last looked at: a peer that was quick and fell silent is not waited for. */
  #bytes = 0

  constructor(source: Source, { sources, root, patienceMs, signal }: MeasuredOptions) {
    const crawling = new AbortController()
    this.signal = AbortSignal.any([signal, crawling.signal])
    this.#source = source
    this.#sources = sources
    this.#root = root
    this.#timer = setInterval(() => {
      const lately = this.#bytes
      this.#bytes = 0
      if (lately / patienceMs >= CRAWL) return
      crawling.abort(new FailedSourceError(source.name, 'it sends next to nothing'))
    }, patienceMs)
  }

  readonly onBytes = (bytes: number): void => {
    this.#bytes += bytes
    if (this.#first !== undefined) return
    this.#first = performance.now()
    this.#sources.paceOf(this.#source).answered(this.#first - this.#started)
  }

  /** A whole, true block has come. */
  block(bytes: number): void {
    const since = Math.max(this.#first ?? this.#started, this.#sources.paceOf(this.#source).at)
    this.#sources.delivered(this.#source, this.#root, { bytes, ms: performance.now() - since })
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }
}
