/** One sheet to share a release or an artist: by the system's own way where it has one, or to copy. */
import { useEffect, useRef, useState } from 'react'
import type { Player } from '../player/player.ts'
import type { Route } from '../route.ts'
import { useHref, useShop } from '../shop/shop.tsx'
import { useStore } from '../store.ts'
import { clock } from '../words/amounts.ts'
import { useWords } from '../words/words.tsx'
import { withBeginning, type Beginning } from './beginning.ts'
import { CopyField } from './copyField.tsx'
import { embedCode } from './embedCode.ts'
import './share.css'

export interface Shared {
  title: string
  route: Extract<Route, { name: 'release' } | { name: 'artist' }>
  /** The songs of a release, in their order. */
  songs?: readonly string[]
}

export function ShareSheet({ shared, onClose }: { shared: Shared; onClose: () => void }) {
  const { say } = useWords()
  const shop = useShop()
  const dialog = useRef<HTMLDialogElement>(null)
  const [from, setFrom] = useState<Beginning>()
  useEffect(() => dialog.current?.showModal(), [])
  const { page, isServed } = useAddresses(shared.route)
  const link = from ? withBeginning(page, from) : page
  const { title, route } = shared
  return (
    <dialog
      ref={dialog}
      className="sheet share-sheet"
      aria-label={say('shareTitle', { title })}
      onClose={onClose}
    >
      <h2 className="sheet-title" dir="auto">
        {title}
      </h2>
      {shop && <FromHere shared={shared} player={shop.player} onChange={setFrom} />}
      <CopyField label={say('linkToCopy')} text={link} />
      {'share' in navigator && (
        <button
          type="button"
          className="button"
          // Leaving the system's sheet is no failure.
          onClick={() => void navigator.share({ title, url: link }).catch(() => undefined)}
        >
          {say('shareHow')}
        </button>
      )}
      {isServed && route.name === 'release' && (
        <CopyField
          label={say('embedCode')}
          text={embedCode(link.replace('/release/', '/embed/'), title)}
        />
      )}
      {isServed && route.name === 'artist' && (
        <CopyField label={say('followByFeed')} text={`${page}/feed.xml`} />
      )}
      <button type="button" className="button" onClick={() => dialog.current?.close()}>
        {say('close')}
      </button>
    </dialog>
  )
}

/** Plain files on some gateway serve neither players nor feeds: there a path stands behind a hash. */
function useAddresses(route: Shared['route']): { page: string; isServed: boolean } {
  const href = useHref()(route)
  return { page: new URL(href, location.href).href, isServed: href.startsWith('/') }
}

/** Only what is heard just now has a moment to share. */
function FromHere(props: {
  shared: Shared
  player: Player
  onChange: (from: Beginning | undefined) => void
}) {
  const { shared, player, onChange } = props
  const { say } = useWords()
  const { song } = useStore(player.playing)
  const [seconds] = useState(() => Math.floor(player.progress.value.seconds))
  const isHere = shared.route.name === 'release' && song?.release === shared.route.release
  const at = isHere ? (shared.songs?.indexOf(song.cid) ?? -1) : -1
  if (!song || at < 0) return null
  return (
    <label className="check">
      <input
        type="checkbox"
        onChange={({ target }) => onChange(target.checked ? { song: at, seconds } : undefined)}
      />
      <span>{say('shareAt', { song: song.title, at: clock(seconds * 1000) })}</span>
    </label>
  )
}
