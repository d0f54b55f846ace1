/**
 * The service worker: songs and covers by their fingerprint from the page's peer, and the page's own
 * files. Everything else goes to the node as if it were not here.
 */
import { isWord } from '../peer/link.ts'
import { isShell } from '../peer/shell.ts'
import { ipfs } from './ipfs.ts'
import { scope, type FetchEvent } from './scope.ts'
import { asset, isAsset, keepShell, navigation } from './shell.ts'
import { carry, warm } from './way.ts'

scope.addEventListener('install', (event) => {
  event.waitUntil(scope.skipWaiting())
  // What the reader asks of the node need not pass here; browsers that cannot say so still do it right.
  const routes = ['/api/*', '/rpc'].map((pathname) => ({
    condition: { urlPattern: { pathname } },
    source: 'network' as const,
  }))
  event.waitUntil(event.addRoutes?.(routes).catch(() => undefined) ?? Promise.resolve())
})

scope.addEventListener('activate', (event) => event.waitUntil(scope.clients.claim()))

scope.addEventListener('message', (event) => {
  const { data, ports } = event
  const [port] = ports
  if (port && isWord(data, 'connect'))
    event.waitUntil(carry(port).then((done) => done || port.close()))
  else if (isShell(data)) event.waitUntil(keepShell(data.urls))
  else if (isWord(data, 'warm')) event.waitUntil(warm())
  else if (isWord(data, 'claim')) event.waitUntil(scope.clients.claim())
})

scope.addEventListener('fetch', (event) => {
  const answer = answerFor(event)
  if (answer) event.respondWith(answer)
})

function answerFor({ request }: FetchEvent): Promise<Response> | undefined {
  const url = new URL(request.url)
  if (url.origin !== scope.location.origin) return undefined
  if (request.method !== 'GET' && request.method !== 'HEAD') return undefined
  if (url.pathname.startsWith('/ipfs/')) {
    // Blocks for the reader, which checks them: no player takes them for music.
    return url.searchParams.has('format') ? undefined : ipfs(request)
  }
  if (request.mode === 'navigate') return navigation(request)
  return isAsset(url) ? asset(request) : undefined
}
