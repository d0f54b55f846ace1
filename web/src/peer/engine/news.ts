/** Something changed: told to whoever waits, soon and not more often than they listen. */

/** Changes that come together are one piece of news. */
const TOGETHER_MS = 100

export interface News {
  changed(): void
  /** No more will change. */
  end(): void
  /** At once, then after every change, until it ends or the signal aborts. */
  each(signal: AbortSignal): AsyncGenerator<void>
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
    async *each(signal) {
      for (let seen = -1; !signal.aborted;) {
        if (seen !== version) {
          seen = version
          yield
        } else if (ended) return
        else {
          await change(waiting, signal)
          if (!ended) await new Promise((resolve) => setTimeout(resolve, TOGETHER_MS))
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
