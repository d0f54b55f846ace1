/** What may be said of a failed call. Endpoint addresses hold API keys: they never leave. */
import * as v from 'valibot'
import { MegaboxError } from '../domain/errors.ts'

export class RpcError extends Error {
  override readonly name = 'RpcError'
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** JSON-RPC's error, as the endpoint gave it. `data` is how a contract says why it reverted. */
const Spoken = v.object({
  code: v.pipe(v.number(), v.integer()),
  message: v.string(),
  data: v.optional(v.unknown()),
})
const Data = v.pipe(v.string(), v.regex(/^0x[0-9a-f]*$/i), v.maxLength(64 * 1024))

const ADDRESS = /\b(?:https?|wss?):\/\/[^\s"'<>`]*/gi
const MAX_MESSAGE = 500

export const withoutAddresses = (message: string): string =>
  message.replace(ADDRESS, '(the endpoint)').slice(0, MAX_MESSAGE)

export function rpcErrorOf(thrown: unknown): { code: number; message: string; data?: string } {
  const spoken = v.safeParse(Spoken, thrown)
  if (spoken.success) {
    const { code, message, data } = spoken.output
    return {
      code,
      message: withoutAddresses(message),
      // Anything but hex could carry an address too.
      ...(v.is(Data, data) && { data }),
    }
  }
  const known = thrown instanceof MegaboxError
  const message = known ? `${thrown.message} ${thrown.cure}` : 'The chain could not answer.'
  return { code: -32603, message: withoutAddresses(message) }
}
