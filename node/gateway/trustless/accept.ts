/** The `Accept` header (RFC 9110 §12.5.1): which forms a visitor would take, best first. */

export interface Accepted {
  /** `application/vnd.ipld.car`, or with `*` in place of a half of it. */
  type: string
  params: ReadonlyMap<string, string>
  q: number
}

/** Nobody means more than this, and each is looked at. */
const MAX_RANGES = 32

/** Without those refused by `q=0`. What was liked alike stays in the order it was named. */
export const parseAccept = (header: string | null): Accepted[] =>
  (header ?? '')
    .split(',', MAX_RANGES)
    .map(parseRange)
    .filter(({ type, q }) => type !== '' && q > 0)
    .toSorted((a, b) => b.q - a.q)

function parseRange(text: string): Accepted {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim().toLowerCase())
  const params = new Map(rest.map(parseParam))
  const q = Number(params.get('q') ?? 1)
  return { type, params, q: Number.isNaN(q) ? 0 : q }
}

function parseParam(text: string): [string, string] {
  const [name = '', value = ''] = text.split('=', 2)
  return [name.trim(), value.trim().replace(/^"(.*)"$/, '$1')]
}
