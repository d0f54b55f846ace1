/** Answers of endpoints, which are strangers' machines: of the shape JSON-RPC says, or no answers. */
import * as v from 'valibot'
import { ChainUnavailableError } from '../domain/errors.ts'

export const quantity = v.pipe(v.string(), v.regex(/^0x[0-9a-f]{1,14}$/i), v.transform(Number))
export const HexJson = v.pipe(v.string(), v.regex(/^0x[0-9a-f]*$/i))

/** An endpoint that answers with something else than the JSON-RPC specification says is no endpoint. */
export function expect<S extends v.GenericSchema>(schema: S, answer: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, answer)
  if (parsed.success) return parsed.output
  throw new ChainUnavailableError('its endpoint answers with something else than asked')
}
