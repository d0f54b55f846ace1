/**
 * Waits until the service worker answers for this page. On a very first visit it may not yet, and
 * then a song would come from the node unchecked: so nothing is played before.
 */
import { NotControlledError } from './errors.ts'
import type { Word } from './link.ts'

const CLAIM_MS = 400

export async function controlled(
  script: URL,
  signal: AbortSignal,
  { scope = './' }: { scope?: string } = {},
): Promise<void> {
  const container = navigator.serviceWorker
  try {
    await container.register(script, { scope, updateViaCache: 'none' })
  } catch (cause) {
    throw new NotControlledError({ cause })
  }
  if (container.controller) return
  const claim = setInterval(() => {
    void container
      .getRegistration()
      .then((known) => known?.active?.postMessage({ megabox: 'claim' } satisfies Word))
  }, CLAIM_MS)
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = () => reject(new NotControlledError({ cause: signal.reason }))
      signal.addEventListener('abort', fail, { once: true })
      container.addEventListener('controllerchange', () => resolve(), { once: true, signal })
      if (container.controller) resolve()
      if (signal.aborted) fail()
    })
  } finally {
    clearInterval(claim)
  }
}
