/**
 * What lies on this node's disk, for the person at this machine: sweeping out what nothing refers
 * to, and pinning what is to stay whoever lists it.
 */
import * as v from 'valibot'
import { UsageError } from '../domain/errors.ts'
import { newsOf } from '../domain/newsOf.ts'
import { json } from './answer.ts'
import { parseCid } from './cidInPath.ts'
import { ndjson } from './ndjson.ts'
import type { GatewayPowers } from './powers.ts'
import { readBody } from './readBody.ts'
import type { Route } from './route.ts'

type Powers = Pick<GatewayPowers, 'storehouse'>

const MAX_BODY = 1024
/** One block, and more than any metadata takes. */
const MAX_SMALL_FILE = 64 * 1024
const Sweep = v.object({ dryRun: v.optional(v.boolean(), false) })
const Wanted = v.object({ cid: v.string() })

/** `POST /api/v1/gc`: `{"dryRun": true}` counts only. */
export const gc =
  ({ storehouse }: Powers): Route =>
  async (request) => {
    const { dryRun } = await bodyOf(request, Sweep, '{"dryRun": true}')
    const work = (signal: AbortSignal) =>
      newsOf<object, object>(
        (onProgress, until) => storehouse.collect({ dryRun, onProgress, signal: until }),
        signal,
      )
    return ndjson('collected', work, request)
  }

/** `GET /api/v1/pins` */
export const pins =
  ({ storehouse }: Powers): Route =>
  async () => {
    const found = await storehouse.pins()
    return json({
      pins: found.map(({ cid, files, at }) => ({
        cid: cid.toString(),
        files: files.map(String),
        at: new Date(at).toISOString(),
      })),
    })
  }

/** `POST /api/v1/pins`: `{"cid": …}` is kept whole. */
export const addPin =
  ({ storehouse }: Powers): Route =>
  async (request) => {
    const { cid: text } = await bodyOf(request, Wanted, '{"cid": "bafy…"}')
    const cid = parseCid(text)
    return ndjson('pinned', (signal) => storehouse.pin(cid, signal), request)
  }

/** `PUT /api/v1/pins`: the bytes of a small file, stored and pinned. */
export const keepFile =
  ({ storehouse }: Powers): Route =>
  async (request) => {
    const cid = await storehouse.keep(await readBody(request, MAX_SMALL_FILE), request.signal)
    return json({ cid: cid.toString() }, { status: 201 })
  }

/** `DELETE /api/v1/pins/{cid}` */
export const removePin =
  ({ storehouse }: Powers): Route =>
  async (_request, { cid = '' }) => {
    const wasPinned = await storehouse.unpin(parseCid(cid))
    return json({ removed: wasPinned })
  }

async function bodyOf<Schema extends v.GenericSchema>(
  request: Request,
  schema: Schema,
  example: string,
): Promise<v.InferOutput<Schema>> {
  const body = await readBody(request, MAX_BODY)
  try {
    return v.parse(schema, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)))
  } catch (cause) {
    throw new UsageError('The body does not make sense.', `Send JSON such as ${example}.`, {
      cause,
    })
  }
}
