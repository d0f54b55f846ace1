/** Save, share and hide. */
import { Bookmark, BookmarkCheck, EyeOff } from 'lucide-react'
import type { ReleaseView } from '../../../node/index.ts'
import { NOTHING } from '../keeping/kept.ts'
import { savedOf } from '../keeping/savedOf.ts'
import type { Saving } from '../keeping/saver.ts'
import { ShareButton } from '../share/shareButton.tsx'
import { Store, useStore } from '../store.ts'
import { useWords } from '../words/words.tsx'
import { useShop } from './shop.tsx'

const NONE = new Store(NOTHING)
const IDLE = new Store<ReadonlyMap<string, Saving>>(new Map())

export function ReleaseActions({ release }: { release: ReleaseView }) {
  const { say } = useWords()
  const shop = useShop()
  const { saved } = useStore(shop?.keeping.kept ?? NONE)
  const underway = useStore(shop?.saver.underway ?? IDLE).get(release.release)
  const { title } = release
  const isSaved = saved.some((one) => one.release === release.release)
  const save = () => {
    if (!shop) return
    const kept = savedOf(release)
    if (isSaved) {
      shop.keeping.unsave(release.release)
      void shop.saver.drop(kept, shop.keeping.kept.value.saved)
    } else {
      shop.keeping.save(kept)
      void shop.saver.save(kept)
    }
  }
  const hide = () => {
    shop?.keeping.hide(release.release)
    shop?.toast(say('hidden'), () => shop.keeping.show(release.release))
  }
  return (
    <div className="actions">
      <button
        type="button"
        className="icon-button"
        aria-pressed={isSaved}
        aria-label={say(isSaved ? 'unsaveTitle' : 'saveTitle', { title })}
        onClick={save}
      >
        {isSaved ? <BookmarkCheck aria-hidden="true" /> : <Bookmark aria-hidden="true" />}
      </button>
      <ShareButton
        shared={{
          title,
          route: { name: 'release', release: release.release },
          songs: release.tracks.map(({ cid }) => cid),
        }}
      />
      <button type="button" className="icon-button" aria-label={say('hide')} onClick={hide}>
        <EyeOff aria-hidden="true" />
      </button>
      {underway && <Underway saving={underway} />}
    </div>
  )
}

function Underway({ saving }: { saving: Saving }) {
  const { say, language } = useWords()
  if (saving.state === 'failed') {
    return (
      <p className="problem" role="alert">
        {say('saveFailed', { reason: saving.reason })}
      </p>
    )
  }
  const percent = new Intl.NumberFormat(language, { style: 'percent' }).format(saving.part)
  return (
    <p className="meta" role="status">
      {say('savingPart', { percent })}
    </p>
  )
}
