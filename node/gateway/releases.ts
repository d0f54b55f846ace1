/** `/api/v1/releases` and `/api/v1/releases/{release}`: the catalogue, for machines. */
import { viewOf } from '../domain/catalogue.ts'
import { UnknownReleaseError } from '../domain/errors.ts'
import { parseReleaseId } from '../domain/ids.ts'
import { json } from './answer.ts'
import { isBySales, parseListing, parseShelf } from './listing.ts'
import type { GatewayPowers } from './powers.ts'
import type { Route } from './route.ts'

/**
 * A page of releases; `cursor` is null on the last one. With `artist` or `genre`: of those. With
 * `order=sold`: one page of what was bought last.
 */
export const releases =
  ({ index, directory }: Pick<GatewayPowers, 'index' | 'directory'>): Route =>
  async (request) => {
    const { q, limit, cursor } = parseListing(request)
    if (isBySales(request)) {
      const entries = await index.boughtLately(limit)
      return json({ releases: entries.map(viewOf), cursor: null })
    }
    const shelf = parseShelf(request)
    const page = shelf
      ? await directory.page(shelf, { limit, cursor })
      : await index.search(q, { limit, cursor })
    return json({ releases: page.entries.map(viewOf), cursor: page.cursor ?? null })
  }

/**
 * `GET /api/v1/releases/{release}/verdict`: how it stands, also while it is not listed, and why it is
 * refused.
 */
export const verdict =
  ({ index }: Pick<GatewayPowers, 'index'>): Route =>
  async (_request, params) => {
    const id = parseReleaseId(params['release'])
    const found = await index.verdict(id)
    if (!found) throw new UnknownReleaseError(id)
    return json(found)
  }

/** One release, also when it is retired: then its `onSale` is false. */
export const release =
  ({ index }: Pick<GatewayPowers, 'index'>): Route =>
  async (_request, params) => {
    const id = parseReleaseId(params['release'])
    const entry = await index.release(id)
    if (!entry) throw new UnknownReleaseError(id)
    return json(viewOf(entry))
  }
