/** Opens what there is to share of a page: its link, a player for other pages, a feed. */
import { Share2 } from 'lucide-react'
import { useState } from 'react'
import { later } from '../frame/later.tsx'
import { useWords } from '../words/words.tsx'
import type { Shared } from './shareSheet.tsx'

const ShareSheet = later(async () => (await import('./shareSheet.tsx')).ShareSheet, 'part')

export function ShareButton({ shared }: { shared: Shared }) {
  const { say } = useWords()
  const [open, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        className="icon-button"
        aria-haspopup="dialog"
        aria-label={say('shareTitle', { title: shared.title })}
        onClick={() => setOpen(true)}
      >
        <Share2 aria-hidden="true" />
      </button>
      {open && <ShareSheet shared={shared} onClose={() => setOpen(false)} />}
    </>
  )
}
