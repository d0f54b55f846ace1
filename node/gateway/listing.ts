/** What a visitor asks of the catalogue: words, how many, from where. For the API and the page. */
import * as v from 'valibot'
import { UsageError } from '../domain/errors.ts'
import { parseAddress, type Address } from '../domain/ids.ts'

const MAX_LIMIT = 100

const Listing = v.object({
  q: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(200)), ''),
  limit: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,3}$/),
      v.transform(Number),
      v.minValue(1),
      v.maxValue(MAX_LIMIT),
    ),
    '24',
  ),
  cursor: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(500))),
})

export type Listing = v.InferOutput<typeof Listing>

const MAX_GENRE = 100

/** `order=sold`: what was bought last, instead of what is new. */
export function isBySales(request: Request): boolean {
  const { searchParams } = new URL(request.url)
  const order = searchParams.get('order')
  if (order === null) return false
  const others = ['q', 'artist', 'genre', 'cursor'].filter((name) => searchParams.get(name))
  if (order === 'sold' && others.length === 0) return true
  throw new UsageError('There is no such order.', 'Give order=sold with at most a limit.')
}

/** Which shelf of the catalogue: of one artist, of one genre, or both. Undefined: all of it. */
export function parseShelf(request: Request): { artist?: Address; genre?: string } | undefined {
  const { searchParams } = new URL(request.url)
  const [artist, genre] = [searchParams.get('artist'), searchParams.get('genre')]
  if (artist === null && genre === null) return undefined
  if (genre !== null && (genre.trim() === '' || genre.length > MAX_GENRE)) {
    throw new UsageError('That is no genre.', 'Take one of /api/v1/genres.')
  }
  if ((searchParams.get('q') ?? '').trim() !== '') {
    throw new UsageError(
      'Words are looked for everywhere, not among one artist or genre.',
      'Give q, or artist and genre.',
    )
  }
  return {
    ...(artist !== null && { artist: parseAddress(artist) }),
    ...(genre !== null && { genre }),
  }
}

export function parseListing(request: Request): Listing {
  const parsed = v.safeParse(Listing, Object.fromEntries(new URL(request.url).searchParams))
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  throw new UsageError(
    `The parameter ${v.getDotPath(issue) ?? ''} does not make sense.`,
    `Give q of at most 200 letters, limit from 1 to ${MAX_LIMIT}, and cursor as it was returned.`,
  )
}
