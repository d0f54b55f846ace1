/** News of a long piece of work, as a stream: the latest, a few times a second, then the result. */

const EVERY_MS = 250

/** Whoever stops iterating stops the work through its signal. */
export async function* newsOf<News, Result>(
  work: (tell: (news: News) => void, signal: AbortSignal) => Promise<Result>,
  signal: AbortSignal,
): AsyncGenerator<News, Result> {
  const stop = new AbortController()
  const latest: News[] = []
  const tell = (news: News) => latest.splice(0, 1, news)
  const working = work(tell, AbortSignal.any([signal, stop.signal]))
  // It is awaited below, or never when the reader has left.
  working.catch(() => undefined)
  try {
    for (let ended = false; !ended;) {
      const pause = Promise.withResolvers<boolean>()
      const timer = setTimeout(pause.resolve, EVERY_MS, false)
      const either = Promise.race([working.then(() => true), pause.promise])
      ended = await either.finally(() => clearTimeout(timer))
      yield* latest.splice(0)
    }
    return await working
  } finally {
    stop.abort()
  }
}
