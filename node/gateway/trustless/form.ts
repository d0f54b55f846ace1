/**
 * Which trustless form a request asks for: the block as it is, or a CAR. `format` in the address
 * comes before `Accept`, and `car-…` there before the CAR's parameters (trustless-gateway spec,
 * IPIP-412, IPIP-523).
 */
import { UsageError } from '../../domain/errors.ts'
import { NotAcceptableError } from '../errors.ts'
import { parseAccept, type Accepted } from './accept.ts'

export const RAW_TYPE = 'application/vnd.ipld.raw'
export const CAR_TYPE = 'application/vnd.ipld.car'

export interface Form {
  kind: 'raw' | 'car'
  /** Is a block sent each time the walk comes by it, or once? */
  dups: boolean
}

/** What the parameters of a CAR may be. `unk` is content with any order, also with ours, `dfs`. */
const VARIANTS: Readonly<Record<string, readonly string[]>> = {
  version: ['1'],
  order: ['dfs', 'unk'],
  dups: ['y', 'n'],
}

/** For an address that has nothing else to give. */
export function formOf(request: Request): Form {
  const { query, accepted, best } = asked(request)
  if (query.has('format') || best) return chosen(query, accepted, best)
  if (accepted.length > 0 && !accepted.some(isWildcard)) throw new NotAcceptableError()
  throw new UsageError(
    'The form of the answer is not named.',
    `Add ?format=raw or ?format=car, or Accept: ${RAW_TYPE}.`,
  )
}

/** For an address that has a rendered form too: undefined when the visitor would rather have that. */
export function formIfAsked(request: Request): Form | undefined {
  const { query, accepted, best } = asked(request)
  if (query.has('format')) return chosen(query, accepted, best)
  const other = accepted.find(({ type }) => type !== RAW_TYPE && type !== CAR_TYPE)
  if (best && best.q >= (other?.q ?? 0)) return chosen(query, accepted, best)
  if (other !== undefined || accepted.length === 0) return undefined
  throw new NotAcceptableError()
}

function asked(request: Request) {
  const query = new URL(request.url).searchParams
  const accepted = parseAccept(request.headers.get('accept'))
  const best = accepted.find((one) => one.type === RAW_TYPE || isOurCar(one, query))
  return { query, accepted, best }
}

function chosen(query: URLSearchParams, accepted: readonly Accepted[], best?: Accepted): Form {
  const format = query.get('format') ?? (best?.type === CAR_TYPE ? 'car' : 'raw')
  if (format === 'raw') return { kind: 'raw', dups: false }
  if (format !== 'car') throw new NotAcceptableError()
  for (const [name, values] of Object.entries(VARIANTS)) {
    const value = query.get(`car-${name}`)
    if (value !== null && !values.includes(value)) {
      throw new UsageError(`car-${name} is wrong.`, `Give one of ${values.join(', ')}.`)
    }
  }
  const car = accepted.find((one) => isOurCar(one, query))
  if (!car && accepted.some(({ type }) => type === CAR_TYPE)) throw new NotAcceptableError()
  return { kind: 'car', dups: (query.get('car-dups') ?? car?.params.get('dups')) === 'y' }
}

/** A CAR that we can make. What the address says of it goes; an empty parameter says nothing. */
const isOurCar = ({ type, params }: Accepted, query: URLSearchParams): boolean =>
  type === CAR_TYPE &&
  Object.entries(VARIANTS).every(
    ([name, values]) =>
      query.has(`car-${name}`) || ['', ...values].includes(params.get(name) ?? ''),
  )

const isWildcard = ({ type }: Accepted): boolean => type === '*/*' || type === 'application/*'
