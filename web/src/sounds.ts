/** Where the player's bytes come from. */
import type { Sounds } from './player/player.ts'

export const sounds = (urlOf: (cid: string) => string): Sounds => ({
  source: async ({ cid }) => urlOf(cid),
  ahead: async ({ cid }, signal) => {
    await fetch(urlOf(cid), { signal })
  },
})
