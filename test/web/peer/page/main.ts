/** As little of a page as a peer needs: tests reach it as `window.shop`. */
import type { HeardRelease } from '../../../../node/index.ts'
import { openShopPeer, type ShopPeer } from '../../../../web/src/peer/shopPeer.ts'

export interface TestWindow {
  opened: Promise<ShopPeer>
  shop: ShopPeer
  readyMs: number
  /** All that was announced to it. */
  heard: HeardRelease[]
}

const wanted = new URLSearchParams(location.search)
const number = (name: string) => {
  const value = wanted.get(name)
  return value === null ? {} : { [name]: Number(value) }
}
// The tests' own window.
const own = window as unknown as TestWindow
own.opened = openShopPeer({
  sharing: wanted.has('sharing'),
  ...number('budget'),
  ...number('patience'),
  ...number('readyMs'),
})
void own.opened.then(async (shop) => {
  own.shop = shop
  own.heard = []
  shop.onNews((heard) => void own.heard.push(...heard))
  await shop.ready
  own.readyMs = performance.now()
})
