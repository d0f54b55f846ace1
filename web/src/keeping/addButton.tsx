/** Puts songs into the queue or a playlist. */
import { ListPlus } from 'lucide-react'
import { useState } from 'react'
import { later } from '../frame/later.tsx'
import type { Song } from '../player/song.ts'
import { useWords } from '../words/words.tsx'

const AddSheet = later(async () => (await import('./addSheet.tsx')).AddSheet, 'part')

export function AddButton({ songs, title }: { songs: readonly Song[]; title: string }) {
  const { say } = useWords()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        className="icon-button add"
        aria-label={say('addTitle', { title })}
        onClick={() => setOpen(true)}
      >
        <ListPlus aria-hidden="true" />
      </button>
      {isOpen && <AddSheet songs={songs} title={title} onClose={() => setOpen(false)} />}
    </>
  )
}
