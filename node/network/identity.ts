/** A node's own name, and its word for something: proof to others that an entry or a wallet is its own. */
import type { PeerId, PrivateKey } from '@libp2p/interface'
import { peerIdFromMultihash } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import * as Digest from 'multiformats/hashes/digest'
import type { PeerName } from '../domain/ports.ts'

export interface Identity {
  /** The peer id's multihash. */
  readonly bytes: Uint8Array
  /** Signs with the key the peer id is made of. */
  sign(message: Uint8Array): Promise<Uint8Array>
}

/** For libp2p's `services`: only there the key is to be had. */
export const identity =
  () =>
  ({ peerId, privateKey }: { peerId: PeerId; privateKey: PrivateKey }): Identity => ({
    bytes: peerId.toMultihash().bytes,
    sign: async (message) => privateKey.sign(message),
  })

/** The bytes of an address of ours, for the chain. Throws for what is none. */
export const placeBytes = (address: string): Uint8Array => multiaddr(address).bytes

interface Claim {
  peerId: Uint8Array
  proof: Uint8Array
  addresses: readonly Uint8Array[]
}

/**
 * The peer that signed `message`, and where it says to be; undefined when it did not sign, when its key
 * is not in its name (as with RSA), or when anything in it is no peer or no address.
 */
export async function provenPeer(
  { peerId, proof, addresses }: Claim,
  message: Uint8Array,
): Promise<{ peer: PeerName; places: string[] } | undefined> {
  try {
    const id = peerIdFromMultihash(Digest.decode(peerId))
    if ((await id.publicKey?.verify(message, proof)) !== true) return undefined
    const peer = id.toString()
    const places = addresses.map((bytes) => multiaddr(bytes).toString())
    return { peer, places: places.filter((place) => place.endsWith(`/p2p/${peer}`)) }
  } catch {
    return undefined
  }
}
