/** How far a release is on its way onto this device, or why it is not, and what to do. */
import { useShop } from '../shop/shop.tsx'
import { Store, useStore } from '../store.ts'
import { useWords } from '../words/words.tsx'
import type { Saved } from './kept.ts'
import type { Saving } from './saver.ts'

const IDLE = new Store<ReadonlyMap<string, Saving>>(new Map())
const NOWHERE = new Store<ReadonlySet<string>>(new Set())

export function SavingNote({ saved }: { saved: Saved }) {
  const { say, language } = useWords()
  const shop = useShop()
  const saving = useStore(shop?.saver.underway ?? IDLE).get(saved.release)
  const onDevice = useStore(shop?.saver.onDevice ?? NOWHERE)
  if (saving?.state === 'failed') {
    return (
      <p className="problem" role="alert">
        {say(saving.trouble)}
        <button type="button" className="text-button" onClick={() => void shop?.saver.save(saved)}>
          {say('tryAgain')}
        </button>
      </p>
    )
  }
  if (saving) {
    const percent = new Intl.NumberFormat(language, { style: 'percent' }).format(saving.part)
    return (
      <p className="meta saving">
        <progress value={saving.part} aria-label={say('savingTitle', { title: saved.title })} />
        {say('savingPart', { percent })}
      </p>
    )
  }
  const isHere = saved.songs.every(({ cid }) => onDevice.has(cid))
  return isHere ? <p className="meta">{say('onDevice')}</p> : null
}
