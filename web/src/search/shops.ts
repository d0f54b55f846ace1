/**
 * What this shop has for some words and, unless the listener keeps to this shop, what three others
 * have: each hit as it comes. What comes from elsewhere is held against its artist's signature here.
 */
import type { ReleaseView } from '../../../node/index.ts'
import { settings } from '../frame/settings.ts'
import { release, ShopError } from '../shop/load.ts'

const MOST = 20
const SECONDS = 20
const LOOKS = 6
const LOOK_MS = 700

type Hit = { from: string } & (
  { listed: true; view: ReleaseView } | { listed: false; view: Pick<ReleaseView, 'release'> }
)

export interface ShopHit {
  view: ReleaseView
  here: boolean
}

/** May three other shops hear the words? */
export const asksOthers = (): boolean =>
  settings.value.searchOthers ?? settings.value.sharing !== false

/** Throws `ShopError` when this shop does not answer at all. */
export async function* askShops(query: string, left: AbortSignal): AsyncGenerator<ShopHit> {
  const words = new URLSearchParams({ q: query, limit: `${MOST}` })
  if (asksOthers()) words.set('remote', '1')
  const signal = AbortSignal.any([left, AbortSignal.timeout(SECONDS * 1000)])
  const response = await fetch(new URL(`api/v1/search?${words}`, document.baseURI), { signal })
  if (!response.ok || !response.body) throw new ShopError(response.status, '')
  for await (const line of linesOf(response.body)) {
    // Our own shop, so its lines have the shapes of its own API.
    const { hit } = JSON.parse(line) as { hit?: Hit }
    const view = hit && (await viewOf(hit, signal))
    if (view) yield { view, here: hit.from === 'here' }
  }
}

/** Undefined for what is not what it claims, or cannot be shown with its price. */
async function viewOf(hit: Hit, signal: AbortSignal): Promise<ReleaseView | undefined> {
  if (hit.from === 'here') return hit.listed ? hit.view : undefined
  const view = hit.listed ? hit.view : await soonListed(hit.view.release, signal)
  if (!view) return undefined
  const { checked } = await import('./checked.ts')
  return checked(view, signal)
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
