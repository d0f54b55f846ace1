/** A trustless gateway as a source, by its URL: the serving node of a page, or a foreign one. */
import { HttpSource, type Fetch } from './httpSource.ts'
import type { Source } from './source.ts'

/** Redirects are not followed: they may point anywhere. */
export function gatewaySource(url: string): Source {
  const fetchThere: Fetch = async ({ method = 'GET', path, headers = {}, body }, signal) => {
    const response = await fetch(new URL(path, url), {
      ...{ method, headers, signal },
      redirect: 'error',
      ...(body && { body }),
    })
    return { status: response.status, body: response.body ?? empty() }
  }
  return new HttpSource(url, fetchThere)
}

async function* empty(): AsyncGenerator<Uint8Array> {
  // A refusal may come without a body.
}
