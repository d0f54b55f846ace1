/** What other shops have for these words, each hit as it comes. Asked only by who may be asked. */
import { useEffect, useState } from 'react'
import type { ReleaseView } from '../../../node/index.ts'
import { settings } from '../frame/settings.ts'
import { release } from './load.ts'

const MOST = 20
const SECONDS = 20
const LOOKS = 6
const LOOK_MS = 700

type Hit = { from: string } & (
  { listed: true; view: ReleaseView } | { listed: false; view: Pick<ReleaseView, 'release'> }
)

export interface Elsewhere {
  state: 'asking' | 'done'
  hits: readonly ReleaseView[]
}

/** Late hits stand behind those before. The listener who chose this shop alone asks nobody. */
export function useElsewhere(query: string): Elsewhere {
  const [found, setFound] = useState<Elsewhere>({ state: 'asking', hits: [] })
  useEffect(() => {
    const leave = new AbortController()
    const ask = async () => {
      if (query === '' || settings.value.sharing === false) return
      for await (const view of hitsFor(query, leave.signal)) {
        setFound(({ hits }) => ({ state: 'asking', hits: [...hits, view] }))
      }
    }
    // What came stays; a shop that breaks off is no reason to say more.
    void ask()
      .catch(() => undefined)
      .then(() => {
        if (!leave.signal.aborted) setFound(({ hits }) => ({ state: 'done', hits }))
      })
    return () => leave.abort()
  }, [query])
  return found
}

async function* hitsFor(query: string, left: AbortSignal): AsyncGenerator<ReleaseView> {
  const words = new URLSearchParams({ q: query, limit: `${MOST}`, remote: '1' }).toString()
  const signal = AbortSignal.any([left, AbortSignal.timeout(SECONDS * 1000)])
  const response = await fetch(new URL(`api/v1/search?${words}`, document.baseURI), { signal })
  if (!response.ok || !response.body) return
  for await (const line of linesOf(response.body)) {
    // Our own shop checked each hit before it passed it on.
    const { hit } = JSON.parse(line) as { hit?: Hit }
    if (!hit || hit.from === 'here') continue
    const view = hit.listed ? hit.view : await soonListed(hit.view.release, signal)
    if (view) yield view
  }
}

/** The shop has just heard of it: what it costs is known as soon as it is listed here, too. */
async function soonListed(id: string, signal: AbortSignal): Promise<ReleaseView | null> {
  for (let times = 0; times < LOOKS; times++) {
    const found = await release(id, signal)
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
  return null
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    const lines = (rest + decoder.decode(value, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    yield* lines.filter(Boolean)
  }
}
