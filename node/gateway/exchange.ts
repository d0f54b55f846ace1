/**
 * The exchange: blocks of this node for whoever asks, over HTTP and over libp2p streams alike. Pure
 * from request to response like the gateway, of which it is a part, and without anything to start.
 */
import { refusal, statusOf } from './answer.ts'
import { OPEN } from './inert.ts'
import { belowIpfs } from './ipfs.ts'
import type { GatewayOptions, GatewayPowers } from './powers.ts'
import { preflight } from './preflight.ts'
import { createRouter, type RouteTable } from './router.ts'
import { batch, have } from './trustless/batch.ts'
import { formOf } from './trustless/form.ts'
import { trustless } from './trustless/trustless.ts'

type Powers = Pick<GatewayPowers, 'blocks'>

/**
 * @example
 * const exchange = createExchange({ blocks: network.blocks })
 * const response = await exchange(new Request(`http://peer/ipfs/${cid}?format=car`))
 */
export function createExchange(
  powers: Powers,
  { onError }: Pick<GatewayOptions, 'onError'> = {},
): (request: Request) => Promise<Response> {
  const router = createRouter(exchangeRoutes(powers))
  return async (request) => {
    try {
      return await router(request, {})
    } catch (thrown) {
      if (statusOf(thrown) === 500) onError?.(thrown)
      return refusal(request, thrown, OPEN)
    }
  }
}

/** All of them only read what is public: they are for every page and every peer. */
export function exchangeRoutes(powers: Powers) {
  const answer = trustless(powers)
  const reading = preflight('GET, HEAD, OPTIONS')
  const asking = preflight('POST, OPTIONS')
  return {
    '/ipfs/:cid': {
      GET: (request, { cid = '' }) => answer(request, cid, formOf(request)),
      OPTIONS: reading,
    },
    '/ipfs/:cid/*': { GET: belowIpfs, OPTIONS: reading },
    '/api/v1/blocks': { POST: batch(powers), OPTIONS: asking },
    '/api/v1/have': { POST: have(powers), OPTIONS: asking },
  } satisfies RouteTable
}
