/** Something asked of the shop while a component is shown. */
import { useCallback, useEffect, useState } from 'react'

export type Loaded<Value> = (
  { state: 'loading' } | { state: 'here'; value: Value } | { state: 'failed' }
) & { again: () => void }

type Now<Value> = { state: 'here'; value: Value } | { state: 'failed' }

/** `key` says what is asked for: another key asks again. */
export function useLoaded<Value>(
  key: string,
  ask: (signal: AbortSignal) => Promise<Value>,
): Loaded<Value> {
  const [times, setTimes] = useState(0)
  const [loaded, setLoaded] = useState<{ key: string; now: Now<Value> }>()
  const wanted = `${times} ${key}`
  useEffect(() => {
    const leave = new AbortController()
    const tell = (now: Now<Value>) => {
      if (!leave.signal.aborted) setLoaded({ key: wanted, now })
    }
    ask(leave.signal).then(
      (value) => tell({ state: 'here', value }),
      () => tell({ state: 'failed' }),
    )
    return () => leave.abort()
  }, [wanted])
  const again = useCallback(() => setTimes((before) => before + 1), [])
  return { ...(loaded?.key === wanted ? loaded.now : { state: 'loading' }), again }
}
