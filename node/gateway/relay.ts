/**
 * `POST /api/v1/relay`: a purchase somebody signed, carried to the chain at this node's cost. Anybody may
 * ask; what is signed cannot be made into anything else, and the relay sets its own limits.
 */
import { parseSigned } from '../domain/payment.ts'
import { parseSignedTip } from '../domain/signedTip.ts'
import { InvalidTermsError, NoRelayError } from '../domain/errors.ts'
import { json } from './answer.ts'
import type { GatewayPowers } from './powers.ts'
import { readBody } from './readBody.ts'
import type { Route } from './route.ts'

/** 32 payees and a long signature take less than half of it. */
const MAX_BODY = 16 * 1024

export const relay =
  ({ relay: carrier }: Pick<GatewayPowers, 'relay'>): Route =>
  async (request) => {
    const body = await readBody(request, MAX_BODY)
    if (!carrier) throw new NoRelayError()
    return json(await carrier.carry(parseSigned(parseBody(body))))
  }

/** `POST /api/v1/relay/tips`: a signed tip, in the same way. */
export const relayTips =
  ({ relay: carrier }: Pick<GatewayPowers, 'relay'>): Route =>
  async (request) => {
    const body = await readBody(request, MAX_BODY)
    if (!carrier) throw new NoRelayError()
    return json(await carrier.carryTip(parseSignedTip(parseBody(body))))
  }

function parseBody(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch (cause) {
    throw new InvalidTermsError('The body is no JSON.', 'Send what was signed.', { cause })
  }
}
