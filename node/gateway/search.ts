/**
 * `/api/v1/search?q=…`: what is listed here, and with `remote=1` what three other nodes have, each
 * line as soon as it is there (NDJSON). What is asked of others is the words and nothing about whoever
 * asked; without `remote` nobody hears of it.
 */
import { viewOf } from '../domain/catalogue.ts'
import { errorBody, MegaboxError, UsageError } from '../domain/errors.ts'
import type { ReleaseId } from '../domain/ids.ts'
import { GUARDED, toJson } from './answer.ts'
import { parseListing } from './listing.ts'
import type { GatewayPowers } from './powers.ts'
import { pulled } from './pulled.ts'
import type { Route } from './route.ts'

const MAX_LIMIT = 20

interface Wanted {
  query: string
  limit: number
  remote: boolean
}

/** `{"hit": …}` for each, at last `{"end": …}`, or an error's body where the search broke off. */
export const search =
  (powers: Pick<GatewayPowers, 'index' | 'searchPeers'>): Route =>
  async (request) => {
    const wanted = parseWanted(request)
    const body = await pulled((signal) => linesOf(wanted, powers, signal), request)
    return new Response(body, {
      headers: {
        ...GUARDED,
        'content-type': 'application/x-ndjson; charset=utf-8',
        'cache-control': 'no-store',
      },
    })
  }

function parseWanted(request: Request): Wanted {
  const { q: query, limit } = parseListing(request)
  if (query === '') throw new UsageError('There is nothing to search for.', 'Give words in q.')
  const remote = new URL(request.url).searchParams.get('remote') === '1'
  return { query, limit: Math.min(limit, MAX_LIMIT), remote }
}

async function* linesOf(
  { query, limit, remote }: Wanted,
  { index, searchPeers }: Pick<GatewayPowers, 'index' | 'searchPeers'>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const known = new Set<ReleaseId>()
  for (const entry of (await index.search(query, { limit })).entries) {
    known.add(entry.release)
    yield line({ hit: { from: 'here', listed: true, view: viewOf(entry) } })
  }
  try {
    const others = remote ? searchPeers(query, { limit, known, signal }) : nobody()
    let step = await others.next()
    for (; step.done !== true; step = await others.next()) yield line({ hit: step.value })
    yield line({ end: step.value })
  } catch (thrown) {
    // Whatever we did not throw on purpose stays inside; its first line went out long ago.
    if (!(thrown instanceof MegaboxError)) throw thrown
    yield line(errorBody(thrown))
  }
}

// eslint-disable-next-line require-yield -- it has the shape of a search that found nothing
async function* nobody(): AsyncGenerator<object, object> {
  return { asked: 0, answered: 0 }
}

const line = (value: unknown): Uint8Array => new TextEncoder().encode(`${toJson(value)}\n`)
