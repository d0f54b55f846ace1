/**
 * `/api/v1/operators`: who runs nodes, as the chain lists them and their peers have signed; and, for the
 * person at this machine, what this node would write of itself there.
 */
import * as v from 'valibot'
import { NoRegistryError, UsageError } from '../domain/errors.ts'
import { parseAddress, toHex } from '../domain/ids.ts'
import { json } from './answer.ts'
import type { GatewayPowers } from './powers.ts'
import { readBody } from './readBody.ts'
import type { Route } from './route.ts'

const MAX_BODY = 4096
const MAX_ADDRESSES = 4

const Wanted = v.object({
  wallet: v.pipe(
    v.string(),
    v.regex(/^0x[0-9a-f]{40}$/i),
    v.transform((hex) => parseAddress(hex)),
  ),
  addresses: v.optional(
    v.pipe(v.array(v.pipe(v.string(), v.maxLength(300))), v.maxLength(MAX_ADDRESSES)),
  ),
})

/** `GET /api/v1/operators` */
export const operators =
  ({ operators: powers }: Pick<GatewayPowers, 'operators'>): Route =>
  async () => {
    if (!powers) throw new NoRegistryError()
    const list = await powers.list()
    return json({
      operators: list.map(({ wallet, bond, activeFrom, entry, peer, places }) => ({
        ...{ wallet, payout: entry.payout, peer, addresses: places },
        ...{ bond, activeFrom },
      })),
    })
  }

/** `POST /api/v1/operators/entry`: `{"wallet": "0x…", "addresses": […]}`. */
export const operatorEntry =
  ({ operators: powers }: Pick<GatewayPowers, 'operators'>): Route =>
  async (request) => {
    const body = await readBody(request, MAX_BODY)
    if (!powers) throw new NoRegistryError()
    const { wallet, addresses } = parseWanted(body)
    const { payout, peerId, proof, addresses: places } = await powers.entry(wallet, addresses)
    return json({
      ...{ payout, peerId: toHex(peerId), proof: toHex(proof) },
      addresses: places.map(toHex),
    })
  }

function parseWanted(body: Uint8Array): v.InferOutput<typeof Wanted> {
  try {
    return v.parse(Wanted, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)))
  } catch (cause) {
    const example = '{"wallet": "0x…", "addresses": ["/ip4/…"]}'
    throw new UsageError('The body does not make sense.', `Send JSON such as ${example}.`, {
      cause,
    })
  }
}
