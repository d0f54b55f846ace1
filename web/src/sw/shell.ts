/**
 * The page itself, kept so that it opens when its node is gone: navigations come from the node while
 * it answers, hashed files from here, since their names change with their bytes.
 */
import { scope } from './scope.ts'

const CACHE = 'megabox-shell'
const NODE_MS = 5_000
/** Old builds' files go when there are more. */
const MAX_FILES = 150

const home = (): string => new URL('/', scope.location.origin).href

/** Files named by their content. */
export const isAsset = ({ pathname }: URL): boolean => pathname.startsWith('/assets/')

export async function navigation(request: Request): Promise<Response> {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(NODE_MS) })
    if (answer.ok && new URL(request.url).pathname === '/') await keep(home(), answer.clone())
    return answer
  } catch (gone) {
    const kept = await (await caches.open(CACHE)).match(home())
    if (kept) return kept
    throw gone
  }
}

export async function asset(request: Request): Promise<Response> {
  const kept = await (await caches.open(CACHE)).match(request.url)
  if (kept) return kept
  const answer = await fetch(request)
  if (answer.ok) await keep(request.url, answer.clone())
  return answer
}

/** Fetches what a page was made of before it was controlled, and the page. */
export async function keepShell(urls: readonly string[]): Promise<void> {
  const wanted = urls.map((url) => new URL(url)).filter((url) => isOurs(url) && isAsset(url))
  const cache = await caches.open(CACHE)
  const each = [home(), ...wanted.map(({ href }) => href)].map(async (url) => {
    if (url !== home() && (await cache.match(url))) return
    const answer = await fetch(url)
    if (answer.ok) await keep(url, answer)
  })
  await Promise.allSettled(each)
}

const isOurs = ({ origin }: URL): boolean => origin === scope.location.origin

async function keep(url: string, answer: Response): Promise<void> {
  // A full disk must not keep the page from opening.
  try {
    const cache = await caches.open(CACHE)
    await cache.put(url, answer)
    const keys = await cache.keys()
    for (const old of keys.slice(0, Math.max(0, keys.length - MAX_FILES))) {
      if (old.url !== home()) await cache.delete(old)
    }
  } catch {
    // Then it is fetched again next time.
  }
}
