/** A trustless gateway as a source, by its URL: the serving node of a page, or a foreign one. */
import { HttpSource, type Fetch } from './httpSource.ts'
import { SilentSourceError, type Source } from './source.ts'

/**
 * Redirects are not followed: they may point anywhere. `headMs`: how long it may take to say anything
 * at all; foreign gateways look for what they are asked, our nodes answer from what they have.
 */
export function gatewaySource(url: string, { headMs }: { headMs?: number } = {}): Source {
  const fetchThere: Fetch = async ({ method = 'GET', path, headers = {}, body }, signal) => {
    const late = new AbortController()
    const wait = headMs && setTimeout(() => late.abort(new SilentSourceError(url)), headMs)
    const response = await fetch(new URL(path, url), {
      ...{ method, headers, signal: AbortSignal.any([signal, late.signal]) },
      redirect: 'error',
      ...(body && { body }),
    }).finally(() => clearTimeout(wait))
    return { status: response.status, body: response.body ?? empty() }
  }
  return new HttpSource(url, fetchThere)
}

async function* empty(): AsyncGenerator<Uint8Array> {
  // A refusal may come without a body.
}
