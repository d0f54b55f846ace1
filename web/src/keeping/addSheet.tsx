/** Where to: the queue, a playlist, or a new one. */
import { useEffect, useRef } from 'react'
import type { Song } from '../player/song.ts'
import { useShop } from '../shop/shop.tsx'
import { Store, useStore } from '../store.ts'
import { useWords } from '../words/words.tsx'
import { NOTHING } from './kept.ts'
import { NewPlaylist } from './newPlaylist.tsx'

const NONE = new Store(NOTHING)

export function AddSheet(props: { songs: readonly Song[]; title: string; onClose: () => void }) {
  const { songs, title, onClose } = props
  const { say } = useWords()
  const shop = useShop()
  const { playlists } = useStore(shop?.keeping.kept ?? NONE)
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const done = (name: string) => {
    shop?.toast(say('added', { name }))
    dialog.current?.close()
  }
  const addTo = (id: string, name: string) => {
    shop?.keeping.addTo(id, songs)
    done(name)
  }
  return (
    <dialog
      ref={dialog}
      className="sheet"
      aria-label={say('addTitle', { title })}
      onClose={onClose}
    >
      <h2 className="sheet-title" dir="auto">
        {say('addTitle', { title })}
      </h2>
      <ul className="plain lines">
        <li>
          <button
            type="button"
            className="text-button"
            onClick={() => {
              shop?.player.add(songs)
              done(say('queue'))
            }}
          >
            {say('addToQueue')}
          </button>
        </li>
        {playlists.map(({ id, name }) => (
          <li key={id}>
            <button
              type="button"
              className="text-button"
              dir="auto"
              onClick={() => addTo(id, name)}
            >
              {name}
            </button>
          </li>
        ))}
      </ul>
      <NewPlaylist onMade={({ id, name }) => addTo(id, name)} />
      <button type="button" className="text-button" onClick={() => dialog.current?.close()}>
        {say('close')}
      </button>
    </dialog>
  )
}
