/** As little of a page as a peer needs: tests reach it as `window.shop`. */
import { openShopPeer, type ShopPeer } from '../../../../web/src/peer/shopPeer.ts'

export interface TestWindow {
  opened: Promise<ShopPeer>
  shop: ShopPeer
  readyMs: number
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
  await shop.ready
  own.readyMs = performance.now()
})
