/** What is stored on this device, how much of it, and why. */
import type { PeerStatus } from '../peer/status.ts'
import { useShop } from '../shop/shop.tsx'
import { Store, useStore } from '../store.ts'
import { size } from '../words/amounts.ts'
import { useWords } from '../words/words.tsx'

const UNKNOWN = new Store<PeerStatus | undefined>(undefined)

export function StorageLine() {
  const { say, language } = useWords()
  const status = useStore(useShop()?.peerStatus ?? UNKNOWN)
  if (!status) return null
  const { bytes, budget, kept, persisted, place } = status.storage
  const saved = kept.reduce((sum, file) => sum + file.bytes, 0)
  const sizes = {
    used: size(bytes, language),
    budget: size(budget, language),
    saved: size(saved, language),
  }
  return (
    <div className="storage">
      <meter min={0} max={budget} value={bytes} aria-label={say('storage')} />
      <p className="meta">{say('storageUsed', sizes)}</p>
      <p className="meta">{say('storageWhy')}</p>
      {place === 'memory' && <p className="meta">{say('storageMemory')}</p>}
      {place === 'disk' && saved > 0 && !persisted && <p className="meta">{say('storageMayGo')}</p>}
    </div>
  )
}
