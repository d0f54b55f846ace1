/** A request's body, with a limit that holds also when its announced length is a lie or absent. */
import { TooLargeError } from './errors.ts'

export async function readBody(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw new TooLargeError(limit)
  const chunks: Uint8Array[] = []
  let length = 0
  // A reader rather than `for await`: not every browser can iterate a stream.
  const reader = request.body?.getReader()
  for (let step = await reader?.read(); step?.value; step = await reader?.read()) {
    length += step.value.length
    if (length > limit) {
      await reader?.cancel()
      throw new TooLargeError(limit)
    }
    chunks.push(step.value)
  }
  return joined(chunks, length)
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    body.set(chunk, at)
    at += chunk.length
  }
  return body
}
