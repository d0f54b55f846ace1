/** A tip that was signed and not sent (EIP-3009): all that a carrier needs, and nothing it could change. */
import * as v from 'valibot'
import { InvalidTermsError } from './errors.ts'
import { address, AuthorizationJson, authorizationToJson, type Authorization } from './payment.ts'
import type { Address } from './ids.ts'

export interface SignedTip {
  artist: Address
  host: Address
  currency: Address
  signed: Authorization
}

const SignedTipJson = v.object({
  ...{ artist: address, host: address, currency: address },
  signed: AuthorizationJson,
})

export const signedTipToJson = ({ signed, ...rest }: SignedTip): object => ({
  ...rest,
  signed: authorizationToJson(signed),
})

export function parseSignedTip(json: unknown): SignedTip {
  const parsed = v.safeParse(SignedTipJson, json)
  if (parsed.success) return parsed.output
  throw new InvalidTermsError(
    `This is no signed tip: ${v.summarize(parsed.issues).slice(0, 300)}.`,
    'Sign it again, with "megabox tip --gasless" of this version.',
  )
}
