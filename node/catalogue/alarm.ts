/** Sleep that can be cut short: what the follower and the checker do between two looks. */
export class Alarm {
  #rung = false
  #wake: (() => void) | undefined

  /** Ends the sleep, or the next one if nobody sleeps now. */
  ring(): void {
    this.#rung = true
    this.#wake?.()
  }

  /** Until `ms` have passed, someone rings, or `signal` is aborted. Never throws. */
  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung && !signal.aborted) await this.#wait(ms, signal)
    this.#rung = false
  }

  #wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', wake)
        this.#wake = undefined
        resolve()
      }
      const timer = setTimeout(wake, Math.min(ms, MAX_TIMEOUT))
      signal.addEventListener('abort', wake, { once: true })
      this.#wake = wake
    })
  }
}

/** Timers run at once when asked to wait longer than 2^31 - 1 ms. */
const MAX_TIMEOUT = 2 ** 31 - 1
