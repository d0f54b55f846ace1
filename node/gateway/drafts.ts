/**
 * `POST /api/v1/drafts`: files of this machine become a draft the wallet can sign. Takes as long
 * as the music is, so progress comes line by line (NDJSON); who hangs up stops the work.
 */
import * as v from 'valibot'
import { UsageError, errorBody } from '../domain/errors.ts'
import { GUARDED, toJson } from './answer.ts'
import type { GatewayPowers } from './powers.ts'
import { pulled } from './pulled.ts'
import { readBody } from './readBody.ts'
import type { Route } from './route.ts'

const MAX_BODY = 1024 * 1024

const Wanted = v.object({
  paths: v.pipe(
    v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(4096))),
    v.minLength(1),
    v.maxLength(1000),
  ),
  options: v.optional(v.record(v.string(), v.unknown()), {}),
})

export const drafts =
  ({ draft }: Pick<GatewayPowers, 'draft'>): Route =>
  async (request) => {
    const { paths, options } = parseWanted(await readBody(request, MAX_BODY))
    const body = await pulled((signal) => linesOf(draft(paths, options, signal)), request)
    return new Response(body, {
      headers: {
        ...GUARDED,
        'content-type': 'application/x-ndjson; charset=utf-8',
        'cache-control': 'no-store',
      },
    })
  }

function parseWanted(body: Uint8Array): v.InferOutput<typeof Wanted> {
  try {
    return v.parse(Wanted, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)))
  } catch (cause) {
    throw new UsageError(
      'The body does not say which files to publish.',
      'Send JSON such as {"paths": ["/music/album"], "options": {}}.',
      { cause },
    )
  }
}

/** The status line is long gone when ingest fails, so its error is a line like the others. */
async function* linesOf(events: AsyncGenerator<object, object>): AsyncGenerator<Uint8Array> {
  try {
    let step = await events.next()
    for (; step.done !== true; step = await events.next()) yield line({ progress: step.value })
    yield line({ draft: step.value })
  } catch (thrown) {
    // The reader is the person at this machine: they may see what an unexpected error says.
    yield line(errorBody(thrown))
  } finally {
    await events.return({})
  }
}

const line = (value: unknown): Uint8Array => new TextEncoder().encode(`${toJson(value)}\n`)
