/** A name, and there it is. */
import { useState } from 'react'
import { useShop } from '../shop/shop.tsx'
import { useWords } from '../words/words.tsx'
import type { Playlist } from './kept.ts'

export function NewPlaylist({ onMade }: { onMade: (playlist: Playlist) => void }) {
  const { say } = useWords()
  const shop = useShop()
  const [name, setName] = useState('')
  return (
    <form
      className="inline-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (!shop || name.trim() === '') return
        const made = shop.keeping.createPlaylist(name.trim())
        setName('')
        onMade(made)
      }}
    >
      <input
        value={name}
        maxLength={200}
        placeholder={say('playlistName')}
        aria-label={say('playlistName')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <button type="submit" className="button">
        {say('create')}
      </button>
    </form>
  )
}
