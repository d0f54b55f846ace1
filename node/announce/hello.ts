/**
 * Hello: what two peers tell each other first. Peers of another chain still serve blocks, but have
 * no say in the catalogue; whoever joins a network learns from it whom else to know (DESIGN §7).
 */
import * as v from 'valibot'
import { decodeCanonical, encodeCanonical } from '../domain/canonical.ts'
import type { ChainRef } from '../domain/chain.ts'
import { MegaboxError } from '../domain/errors.ts'
import { addressOf, bytes32Of, fromHex, type Address } from '../domain/ids.ts'
import type { Abortable, PeerName, Streams } from '../domain/ports.ts'

export const HELLO_PROTOCOL = '/megabox/hello/1'
const MAX_HELLO_BYTES = 16 * 1024
export const MAX_TOLD_PEERS = 16

export interface Hello {
  chain: ChainRef
  /** Where the chain answers. Told on development chains only: other URLs hold API keys. */
  url?: string
  /** Who is paid when this node served a sale. */
  payout?: Address
  /** Releases listed there. */
  releases: number
  /** Other peers' addresses, each with `/p2p/<peer id>`. Hostile input until looked at. */
  peers: string[]
}

/** That peer speaks another version of hello, or nonsense. */
export class InvalidHelloError extends MegaboxError {
  override readonly name = 'InvalidHelloError'

  constructor(options?: ErrorOptions) {
    super('That peer does not speak our hello.', 'Update the older of the two nodes.', options)
  }
}

const bytes = (length: number) =>
  v.custom<Uint8Array>(
    (value) => value instanceof Uint8Array && value.length === length,
    'wrong length',
  )
const count = v.pipe(v.number(), v.integer(), v.minValue(0))

/** Loose: a later version may tell more. */
const HelloRecord = v.looseObject({
  v: v.literal(1),
  chain: v.looseObject({ id: count, genesis: bytes(32), contract: bytes(20) }),
  url: v.optional(v.pipe(v.string(), v.maxLength(200))),
  payout: v.optional(bytes(20)),
  releases: count,
  peers: v.pipe(v.array(v.pipe(v.string(), v.maxLength(300))), v.maxLength(MAX_TOLD_PEERS)),
})

export function encodeHello({ chain, url, payout, releases, peers }: Hello): Uint8Array {
  return encodeCanonical({
    v: 1,
    chain: { id: chain.id, genesis: fromHex(chain.genesis), contract: fromHex(chain.contract) },
    ...(url !== undefined && { url }),
    ...(payout !== undefined && { payout: fromHex(payout) }),
    releases,
    peers: peers.slice(0, MAX_TOLD_PEERS),
  })
}

export function decodeHello(data: Uint8Array): Hello {
  try {
    const { chain, url, payout, releases, peers } = v.parse(
      HelloRecord,
      decodeCanonical(data, MAX_HELLO_BYTES),
    )
    return {
      chain: {
        id: chain.id,
        genesis: bytes32Of(chain.genesis),
        contract: addressOf(chain.contract),
      },
      ...(url !== undefined && { url }),
      ...(payout !== undefined && { payout: addressOf(payout) }),
      releases,
      peers,
    }
  } catch (cause) {
    throw new InvalidHelloError({ cause })
  }
}

/** Answers every hello with ours. */
export function answerHello(
  streams: Pick<Streams, 'handle'>,
  ours: () => Promise<Hello>,
): Promise<void> {
  return streams.handle(HELLO_PROTOCOL, async () => encodeHello(await ours()))
}

/** Asks one peer for its hello. The question is empty: it need not know who asks. */
export async function askHello(
  streams: Pick<Streams, 'ask'>,
  peer: PeerName,
  options: Abortable = {},
): Promise<Hello> {
  return decodeHello(await streams.ask(peer, HELLO_PROTOCOL, new Uint8Array(), options))
}

/** Do both stand on the same chain and contract? */
export const isSameChain = (a: ChainRef, b: ChainRef): boolean =>
  a.id === b.id && a.genesis === b.genesis && a.contract === b.contract
