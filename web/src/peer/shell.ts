/** Tells the service worker what this page was made of, so that it opens when the node is gone. */

/** Files of the page itself that it was made of before the service worker could see them. */
export interface Shell {
  megabox: 'shell'
  urls: string[]
}

export const isShell = (data: unknown): data is Shell =>
  typeof data === 'object' && data !== null && 'megabox' in data && data.megabox === 'shell'

const MAX_URLS = 200

export function tellShell(): void {
  const loaded = performance.getEntriesByType('resource').map(({ name }) => name)
  const urls = loaded.filter((url) => url.startsWith(`${location.origin}/`)).slice(0, MAX_URLS)
  navigator.serviceWorker.controller?.postMessage({ megabox: 'shell', urls } satisfies Shell)
}
