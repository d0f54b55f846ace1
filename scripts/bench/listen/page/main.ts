/** As little of a page as a peer needs: the bench reaches it as `window.bench`. */
import { openShopPeer, type ShopPeer } from '../../../../web/src/peer/shopPeer.ts'

export interface BenchWindow {
  bench: Promise<{ shop: ShopPeer; readyMs: number }>
}

// The bench's own window.
const own = window as unknown as BenchWindow
own.bench = (async () => {
  const shop = await openShopPeer({ sharing: false })
  await shop.ready
  return { shop, readyMs: performance.now() }
})()
