/** Something changed: told to whoever waits, soon and not more often than they listen. */

/** Changes that come together are one piece of news. */
const TOGETHER_MS = 100

export interface News {
  readonly changed: () => void
  /** No more will change. */
  readonly end: () => void
  /** What `read` gives, at once and after every change, until it ends or the signal aborts. */
  each<Reading>(
    signal: AbortSignal,
    read: () => Reading | Promise<Reading>,
  ): AsyncGenerator<Reading>
}

export function newsOf(): News {
  let version = 0
  let ended = false
  const waiting = new Set<() => void>()
  const wake = () => {
    for (const go of waiting) go()
    waiting.clear()
  }
  return {
    changed() {
      version += 1
      wake()
    },
    end() {
      ended = true
      wake()
    },
    async *each(signal, read) {
      for (let seen = -1; !signal.aborted;) {
        if (seen !== version) {
          seen = version
          yield read()
        } else if (ended) return
        else {
          await change(waiting, signal)
          await new Promise((resolve) => setTimeout(resolve, TOGETHER_MS))
        }
      }
    },
  }
}

function change(waiting: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      waiting.delete(go)
      signal.removeEventListener('abort', go)
      resolve()
    }
    waiting.add(go)
    signal.addEventListener('abort', go, { once: true })
    if (signal.aborted) go()
  })
}
