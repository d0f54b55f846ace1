/**
 * A signal for one piece of work: it aborts when one of the given does, or when time is up, and holds
 * on to neither once the work is over. `AbortSignal.any` with a signal that lives as long as the
 * node, or with a timeout of minutes, would keep all that waited on it in memory for so long.
 */
export class Until implements Disposable {
  readonly #over = new AbortController()
  readonly #listening = new AbortController()
  readonly #timer: ReturnType<typeof setTimeout> | undefined

  constructor(signals: readonly (AbortSignal | undefined)[], ms?: number) {
    for (const signal of signals) {
      const abort = () => this.#over.abort(signal?.reason)
      signal?.addEventListener('abort', abort, { once: true, signal: this.#listening.signal })
      if (signal?.aborted) abort()
    }
    if (ms !== undefined) this.#timer = setTimeout(() => this.#timeOut(), ms)
  }

  get signal(): AbortSignal {
    return this.#over.signal
  }

  [Symbol.dispose](): void {
    this.#listening.abort()
    clearTimeout(this.#timer)
  }

  #timeOut(): void {
    this.#over.abort(new DOMException('It took too long', 'TimeoutError'))
  }
}
