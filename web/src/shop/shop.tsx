/** What the components below ask of the dapp: the player, what is kept, where to go, the peer. */
import { createContext, use } from 'react'
import type { Keeping } from '../keeping/keeping.ts'
import type { Saver } from '../keeping/saver.ts'
import type { PeerStatus, ServedBy } from '../peer/status.ts'
import type { Player } from '../player/player.ts'
import { pathTo, type Route } from '../route.ts'
import type { Store } from '../store.ts'

export interface Shop {
  player: Player
  keeping: Keeping
  saver: Saver
  peerStatus: Store<PeerStatus | undefined>
  /** Who delivered these files to this device. */
  servedBy(files: readonly string[], signal: AbortSignal): Promise<ServedBy[]>
  go(route: Route): void
  /** Address of a file, for <img> and <audio>. */
  urlOf(cid: string): string
  /** Address of a route, for links. */
  hrefOf(route: Route): string
  /** Says something for a moment, never about errors or money. */
  toast(text: string, undo?: () => void): void
}

/** On the node there is nobody to press anything: addresses are all that is needed. */
export const ShopContext = createContext<Shop | undefined>(undefined)

export const useShop = (): Shop | undefined => use(ShopContext)

export const fileAt = (cid: string): string => `/ipfs/${cid}`

export function useHref(): (route: Route) => string {
  const shop = useShop()
  return (route) => shop?.hrefOf(route) ?? pathTo(route)
}
