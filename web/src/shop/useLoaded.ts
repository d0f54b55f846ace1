/** Something asked of the shop while a component is shown. */
import { useEffect, useState } from 'react'

export type Loaded<Value> =
  { state: 'loading' } | { state: 'here'; value: Value } | { state: 'failed' }

/** `key` says what is asked for: another key asks again. */
export function useLoaded<Value>(
  key: string,
  ask: (signal: AbortSignal) => Promise<Value>,
): Loaded<Value> {
  const [loaded, setLoaded] = useState<{ key: string; now: Loaded<Value> }>()
  useEffect(() => {
    const leave = new AbortController()
    const tell = (now: Loaded<Value>) => {
      if (!leave.signal.aborted) setLoaded({ key, now })
    }
    ask(leave.signal).then(
      (value) => tell({ state: 'here', value }),
      () => tell({ state: 'failed' }),
    )
    return () => leave.abort()
  }, [key])
  return loaded?.key === key ? loaded.now : { state: 'loading' }
}
