/** Where the player's bytes come from: this page's own peer, and never past it. */
import type { ShopPeer } from './peer/shopPeer.ts'
import type { Sounds } from './player/player.ts'

export const sounds = (peer: Promise<ShopPeer>): Sounds => ({
  source: async ({ cid }) => {
    const here = await peer
    await here.ready
    return here.play(cid)
  },
  ahead: async ({ cid }, signal) => (await peer).fetchAhead(cid, signal),
})
