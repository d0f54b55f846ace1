/** Every stage of a payment in an open dialog, as if another tab had written it. */
import type { Page } from 'playwright-core'
import type { Stage } from '../../../web/src/buy/stage.ts'
import { stageOf } from './counter.ts'

const FIRST: Stage = { at: 'checking' }

/** The dialog of this release is open, and nothing runs in it. */
export async function showStage(page: Page, release: string, stage: Stage): Promise<void> {
  // It is shown from its beginning on, and then wherever it stands.
  if ((await stageOf(page, 'checking').count()) === 0) {
    await page.evaluate(write, { release, stage: FIRST })
    await stageOf(page, 'checking').waitFor()
  }
  await page.evaluate(write, { release, stage })
  await stageOf(page, stage.at).waitFor()
}

/** Runs in the page. */
function write({ release, stage }: { release: string; stage: Stage }): Promise<void> {
  const nobody = `0x${'0'.repeat(40)}`
  const recipient = `0x${'f1'.repeat(20)}`
  const order = { kind: 'purchase', terms: { currency: nobody }, recipient, host: nobody }
  const purchase = {
    ...{ id: 'staged', release, title: 'Night Ferry', artist: 'Nadia Voss', stage, left: 42 },
    order: { ...order, paidWei: 5_000_000n },
    money: { code: 'PLAY', decimals: 6, least: 2, sign: '$' },
    ...{ isGift: false, isGasless: true, since: 1 },
  }
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('megabox-purchases')
    opening.onerror = () => reject(new Error('no database'))
    opening.onsuccess = () => {
      const { result } = opening
      const change = result.transaction('purchases', 'readwrite')
      change.objectStore('purchases').put(purchase)
      change.oncomplete = () => {
        result.close()
        const channel = new BroadcastChannel('megabox-purchases')
        channel.postMessage('changed')
        channel.close()
        resolve()
      }
    }
  })
}
