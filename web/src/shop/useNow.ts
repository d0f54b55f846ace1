/** What plays, for the parts of a page that show it. */
import { Store, useStore } from '../store.ts'
import type { Playing } from '../player/player.ts'
import { useShop } from './shop.tsx'

const SILENCE = new Store<Playing>({ state: 'idle' })

export function useNow(): Playing {
  const shop = useShop()
  return useStore(shop?.player.playing ?? SILENCE)
}
