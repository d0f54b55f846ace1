/**
 * `/ipfs/{cid}` as blocks that whoever receives them can check: one as it is, or many in a CAR
 * (https://specs.ipfs.tech/http-gateways/trustless-gateway/).
 *
 * The rendered form gives only what listed releases and pins name (DESIGN §8). This one gives any
 * block that is stored here, as bitswap does: it is never shown or run (a download, `nosniff`,
 * sandboxed), it is checked by its hash whoever sent it, and nothing is ever fetched for it, so
 * that nobody can make this node carry what it did not choose to hold.
 */
import type { CID } from 'multiformats/cid'
import type { Blocks } from '../../domain/ports.ts'
import { parseCid } from '../cidInPath.ts'
import { attachment, downloadName } from '../disposition.ts'
import { NotHereError } from '../errors.ts'
import { namesTag } from '../etag.ts'
import { INERT, OPEN, refuseServiceWorker } from '../inert.ts'
import { pulled } from '../pulled.ts'
import { carBody } from './carBody.ts'
import { CAR_TYPE, RAW_TYPE, type Form } from './form.ts'
import { isVirtual, localBlocks, type LocalBlocks } from './localBlocks.ts'
import { parseScope, type Scope } from './scope.ts'
import { walk } from './walk.ts'

/** What one request wants of one CID. */
interface Wanted {
  cid: CID
  form: Form
  /** For a CAR. */
  scope: Scope
}

type Answer = (request: Request, cid: string, form: Form) => Promise<Response>

export function trustless(powers: { blocks: Pick<Blocks, 'get' | 'has'> }): Answer {
  const blocks = localBlocks(powers.blocks)
  return async (request, text, form) => {
    refuseServiceWorker(request)
    const { searchParams: query } = new URL(request.url)
    const wanted: Wanted = {
      ...{ cid: parseCid(text), form },
      scope: form.kind === 'car' ? parseScope(query) : { dag: 'block' },
    }
    const headers = headersFor(request, wanted)
    if (namesTag(request.headers.get('if-none-match'), headers.etag)) {
      const held = isVirtual(wanted.cid) || (await blocks.holds(wanted.cid))
      if (held) return new Response(null, { status: 304, headers })
    }
    return answer(request, wanted, { headers, blocks }).catch((thrown: unknown) => {
      if (!(thrown instanceof NotHereError) || !wantsCached(request)) throw thrown
      return new Response(null, { status: 412, headers: OPEN })
    })
  }
}

/** The question was "have you got it at hand?", and 412 is the spec's word for "no". */
const wantsCached = ({ headers }: Request): boolean =>
  /(^|,)\s*only-if-cached\s*(,|$)/i.test(headers.get('cache-control') ?? '')

interface Answering {
  headers: Record<string, string>
  blocks: LocalBlocks
}

async function answer(
  request: Request,
  { cid, form, scope }: Wanted,
  { headers, blocks }: Answering,
): Promise<Response> {
  const isHead = request.method === 'HEAD'
  if (form.kind === 'raw') {
    const block = await blocks.read(cid, request.signal)
    const sized = { ...headers, 'content-length': `${block.length}` }
    return new Response(isHead ? null : bodyOf(block), { headers: sized })
  }
  const body = await pulled(
    (signal) => carBody([cid], walk(cid, blocks, { scope, dups: form.dups, signal })),
    request,
  )
  // HEAD took the first step too, and so fails where GET would.
  if (isHead) await body.cancel()
  return new Response(isHead ? null : body, { headers })
}

/** Stores allocate plain memory; the types allow shared memory, which a body may not be. */
const bodyOf = (block: Uint8Array): Uint8Array<ArrayBuffer> => block as Uint8Array<ArrayBuffer>

function headersFor(request: Request, { cid, form, scope }: Wanted) {
  const { pathname, search, searchParams: query } = new URL(request.url)
  const isCar = form.kind === 'car'
  const name = `${cid.toString()}.${isCar ? 'car' : 'bin'}`
  return {
    ...INERT,
    'content-type': isCar ? carType('dfs', form.dups) : RAW_TYPE,
    'content-disposition': attachment(downloadName(query.get('filename'), { name }, undefined)),
    // Parts of what must be checked as a whole are of no use; parts of a CAR have their own words.
    'accept-ranges': 'none',
    'cache-control': 'public, max-age=29030400, immutable',
    etag: `"${cid.toString()}.${isCar ? `car.${tagOf(scope)}.dfs.${form.dups ? 'y' : 'n'}` : 'raw'}"`,
    'x-ipfs-path': pathname,
    'x-ipfs-roots': cid.toString(),
    ...placeHeaders(pathname, search, form),
  }
}

export const carType = (order: 'dfs' | 'unk', dups: boolean): string =>
  `${CAR_TYPE}; version=1; order=${order}; dups=${dups ? 'y' : 'n'}`

const tagOf = ({ dag, bytes }: Scope): string => (bytes ? `${dag}.${bytes.from}:${bytes.to}` : dag)

/** Where caches find this very form, if the address alone does not say which it is. */
function placeHeaders(
  pathname: string,
  search: string,
  { kind, dups }: Form,
): Record<string, string> {
  const query = new URLSearchParams(search)
  const missing = [
    ...(query.has('format') ? [] : [`format=${kind}`]),
    ...(dups && !query.has('car-dups') ? ['car-dups=y'] : []),
  ]
  if (missing.length === 0) return {}
  const more = missing.join('&')
  return {
    'content-location': `${pathname}${search === '' ? '?' : `${search}&`}${more}`,
    vary: 'accept',
  }
}
