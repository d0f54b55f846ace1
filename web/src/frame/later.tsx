/**
 * A part of the page that is not needed for its first sight, and comes when it is: the shell stays
 * small. The node draws nothing of it, and neither does the browser's first draw.
 */
import { useEffect, useState, type ComponentType } from 'react'
import { Failed } from '../shop/failed.tsx'
import { Waiting } from '../shop/waiting.tsx'

const loads: (() => Promise<unknown>)[] = []

export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  /** A page has something to show meanwhile; a sheet or a panel simply comes. */
  as: 'page' | 'part',
): ComponentType<Props> {
  let here: ComponentType<Props> | undefined
  const bring = async () => (here = await load())
  loads.push(bring)
  return function Later(props: Props) {
    const [Part, setPart] = useState(() => here)
    const [failed, setFailed] = useState(false)
    useEffect(() => {
      if (Part || failed) return
      let isLeft = false
      bring().then(
        (arrived) => isLeft || setPart(() => arrived),
        () => isLeft || setFailed(true),
      )
      return () => {
        isLeft = true
      }
    }, [Part, failed])
    if (Part) return <Part {...props} />
    if (as === 'part') return null
    return failed ? <Failed again={() => setFailed(false)} /> : <Waiting />
  }
}

/** All of them, while nothing else is to do: then the page is whole without its shop, too. */
export async function bringAll(): Promise<void> {
  for (const load of loads) await load().catch(() => undefined)
}
