/** Placeholder: written last. */
import type { PeerQuestion, PeersNews } from '../engine/peers.ts'

export interface Swarm {
  peers: PeersNews['peers']
  given: number
  fetch(question: PeerQuestion, signal: AbortSignal): AsyncGenerator<number | Uint8Array>
  expel(peer: string): void
  close(): Promise<void>
}

export interface SwarmOptions {
  origin: string
  changed(): void
}

export async function openSwarm(_options: SwarmOptions): Promise<Swarm> {
  throw new Error('not yet')
}
