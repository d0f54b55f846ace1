export interface HedgeOptions<Candidate> {
  patienceMs: number
  signal?: AbortSignal
  /** May offer more candidates until `over`: they are asked when nobody else is left to ask. */
  late?: (offer: (candidate: Candidate) => void, over: AbortSignal) => void
}

/**
 * Ask one after the other without waiting for the slow: the next candidate is asked when the one
 * before has failed or has taken `patienceMs`; the first answer wins and the others are called off.
 */
export async function hedge<Candidate, Answer>(
  candidates: readonly Candidate[],
  ask: (candidate: Candidate, signal: AbortSignal) => Promise<Answer>,
  { patienceMs, signal, late }: HedgeOptions<Candidate>,
): Promise<Answer> {
  const over = new AbortController()
  const stop = signal ? AbortSignal.any([signal, over.signal]) : over.signal
  const queue = [...candidates]
  const asked: Promise<Answer>[] = []
  try {
    return await new Promise<Answer>((resolve, reject) => {
      let running = 0
      let isIdle = false
      const errors: unknown[] = []
      const next = (): void => {
        const candidate = queue.shift()
        isIdle = candidate === undefined
        if (candidate === undefined || stop.aborted) {
          if (running === 0) reject(new AggregateError(errors, 'nobody answered'))
          return
        }
        running += 1
        const impatient = setTimeout(next, patienceMs)
        const answer = ask(candidate, stop)
        asked.push(answer)
        answer.then(resolve, (error: unknown) => {
          clearTimeout(impatient)
          errors.push(error)
          running -= 1
          next()
        })
        // Whoever wins, no timer may outlive the question.
        stop.addEventListener('abort', () => clearTimeout(impatient), { once: true })
      }
      next()
      late?.((candidate) => {
        queue.push(candidate)
        if (isIdle) next()
      }, stop)
      signal?.addEventListener('abort', () => reject(abortReason(signal)), { once: true })
      if (signal?.aborted) reject(abortReason(signal))
    })
  } finally {
    over.abort()
    void Promise.allSettled(asked)
  }
}

function abortReason(signal: AbortSignal): Error {
  const reason: unknown = signal.reason
  return reason instanceof Error ? reason : new DOMException('Aborted', 'AbortError')
}
