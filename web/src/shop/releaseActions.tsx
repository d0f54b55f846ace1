/** Save and share. */
import { Bookmark, BookmarkCheck, Link2 } from 'lucide-react'
import type { ReleaseView } from '../../../node/index.ts'
import { AddButton } from '../keeping/addButton.tsx'
import { NOTHING } from '../keeping/kept.ts'
import { savedOf } from '../keeping/savedOf.ts'
import { SavingNote } from '../keeping/savingNote.tsx'
import { songsOf } from '../player/song.ts'
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
  const share = async () => {
    const url = new URL(
      shop?.hrefOf({ name: 'release', release: release.release }) ?? '',
      location.href,
    )
    const isPhone = matchMedia('(pointer: coarse)').matches && 'share' in navigator
    if (isPhone) {
      // Leaving the sheet is no failure.
      await navigator.share({ title, url: url.href }).catch(() => undefined)
      return
    }
    await navigator.clipboard.writeText(url.href)
    shop?.toast(say('linkCopied'))
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
      <button
        type="button"
        className="icon-button"
        aria-label={say('copyLink')}
        onClick={() => void share()}
      >
        <Link2 aria-hidden="true" />
      </button>
      {isSaved && <SavingNote saved={savedOf(release)} />}
    </div>
  )
}
