import type { Gossip } from '../domain/ports.ts'

/** The `Gossip` of a node that was told to be silent: the chain alone must do. */
export const silent: Gossip = {
  subscribe: () => undefined,
  publish: async () => undefined,
}
