/** Long work as an answer: its progress line by line (NDJSON), then its result or its failure. */
import { errorBody } from '../domain/errors.ts'
import { GUARDED, toJson } from './answer.ts'
import { pulled } from './pulled.ts'

/** `{"progress": …}` for each event, at last `{[result]: …}`. Who hangs up stops the work. */
export async function ndjson(
  result: string,
  work: (signal: AbortSignal) => AsyncGenerator<object, object>,
  request: Request,
): Promise<Response> {
  const body = await pulled((signal) => linesOf(result, work(signal)), request)
  return new Response(body, {
    headers: {
      ...GUARDED,
      'content-type': 'application/x-ndjson; charset=utf-8',
      'cache-control': 'no-store',
    },
  })
}

/** The status line is long gone when the work fails, so its error is a line like the others. */
async function* linesOf(
  result: string,
  events: AsyncGenerator<object, object>,
): AsyncGenerator<Uint8Array> {
  try {
    let step = await events.next()
    for (; step.done !== true; step = await events.next()) yield line({ progress: step.value })
    yield line({ [result]: step.value })
  } catch (thrown) {
    // The reader is the person at this machine: they may see what an unexpected error says.
    yield line(errorBody(thrown))
  } finally {
    await events.return({})
  }
}

const line = (value: unknown): Uint8Array => new TextEncoder().encode(`${toJson(value)}\n`)
