/** Save, list and share. */
import { Bookmark, BookmarkCheck } from 'lucide-react'
import type { ReleaseView } from '../../../node/index.ts'
import { AddButton } from '../keeping/addButton.tsx'
import { NOTHING } from '../keeping/kept.ts'
import { savedOf } from '../keeping/savedOf.ts'
import { SavingNote } from '../keeping/savingNote.tsx'
import { songsOf } from '../player/song.ts'
import { ShareButton } from '../share/shareButton.tsx'
import { Store, useStore } from '../store.ts'
import { useWords } from '../words/words.tsx'
import { useShop } from './shop.tsx'

const NONE = new Store(NOTHING)

export function ReleaseActions({ release }: { release: ReleaseView }) {
  const { say } = useWords()
  const shop = useShop()
  const { saved } = useStore(shop?.keeping.kept ?? NONE)
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
      <AddButton songs={songsOf(release)} title={title} />
      <ShareButton
        shared={{
          title,
          route: { name: 'release', release: release.release },
          songs: release.tracks.map(({ cid }) => cid),
        }}
      />
      {isSaved && <SavingNote saved={savedOf(release)} />}
    </div>
  )
}
