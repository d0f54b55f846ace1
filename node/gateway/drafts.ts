/**
 * `POST /api/v1/drafts`: files of this machine become a draft the wallet can sign. Takes as long
 * as the music is, so progress comes line by line (NDJSON); who hangs up stops the work.
 */
import * as v from 'valibot'
import { UsageError } from '../domain/errors.ts'
import { ndjson } from './ndjson.ts'
import type { GatewayPowers } from './powers.ts'
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
    return ndjson('draft', (signal) => draft(paths, options, signal), request)
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
