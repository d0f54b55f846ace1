/**
 * Many blocks by their CIDs in one request, and whether they are here at all: what a node reads a
 * window of a song with, from several others at once. Not of the gateway spec; `domain/wants.ts`
 * has the words. Nothing is changed by it, so anyone may ask.
 */
import type { CID } from 'multiformats/cid'
import type { CarBlock } from '../../domain/car.ts'
import type { Blocks } from '../../domain/ports.ts'
import {
  decodeWants,
  encodeHave,
  MAX_HAVE,
  MAX_WANTS_BYTES,
  WANTS_TYPE,
} from '../../domain/wants.ts'
import { NotHereError, WrongTypeError } from '../errors.ts'
import { INERT } from '../inert.ts'
import { pulled } from '../pulled.ts'
import { readBody } from '../readBody.ts'
import type { Route } from '../route.ts'
import { carBody } from './carBody.ts'
import { isVirtual, localBlocks, type LocalBlocks } from './localBlocks.ts'
import { carType } from './trustless.ts'

const TYPES = [WANTS_TYPE, 'application/cbor']

/** `POST /api/v1/blocks`: a CAR of those that are stored here, in the order asked, each once. */
export function batch(powers: { blocks: Pick<Blocks, 'get' | 'has'> }): Route {
  const blocks = localBlocks(powers.blocks)
  return async (request) => {
    const wants = decodeWants(await bodyOf(request))
    const body = await pulled((signal) => carBody([], stored(wants, blocks, signal)), request)
    return new Response(body, { headers: headersFor(carType('unk', false)) })
  }
}

/** `POST /api/v1/have`: yes or no to each. */
export function have(powers: { blocks: Pick<Blocks, 'get' | 'has'> }): Route {
  const blocks = localBlocks(powers.blocks)
  return async (request) => {
    const wants = decodeWants(await bodyOf(request), MAX_HAVE)
    const held = await Promise.all(wants.map((cid) => blocks.holds(cid)))
    return new Response(encodeHave(held), { headers: headersFor(WANTS_TYPE) })
  }
}

async function bodyOf(request: Request): Promise<Uint8Array> {
  const [type = ''] = (request.headers.get('content-type') ?? '').split(';')
  if (!TYPES.includes(type.trim().toLowerCase())) throw new WrongTypeError(TYPES)
  return readBody(request, MAX_WANTS_BYTES)
}

const headersFor = (type: string) => ({
  ...INERT,
  'content-type': type,
  'cache-control': 'no-store',
})

async function* stored(
  wants: readonly CID[],
  blocks: LocalBlocks,
  signal: AbortSignal,
): AsyncGenerator<CarBlock> {
  const once = new Map(wants.filter((cid) => !isVirtual(cid)).map((cid) => [cid.toString(), cid]))
  const [...cids] = once.values()
  const read = (cid: CID | undefined) => cid && readIfHere(cid, blocks, signal)
  let block = read(cids[0])
  for (const [i, cid] of cids.entries()) {
    const bytes = await block
    // Read while the one before is on its way to whoever asked.
    block = read(cids[i + 1])
    if (bytes) yield { cid, bytes }
  }
}

function readIfHere(
  cid: CID,
  blocks: LocalBlocks,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const reading = blocks.read(cid, signal).catch((thrown: unknown) => {
    if (thrown instanceof NotHereError) return undefined
    throw thrown
  })
  // It may fail after the reader has left.
  reading.catch(() => undefined)
  return reading
}
