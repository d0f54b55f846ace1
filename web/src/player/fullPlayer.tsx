/** On a phone the player fills the screen; a chevron, a swipe down or Esc closes it. */
import { ChevronDown, Repeat, Repeat1, Shuffle, SkipBack, SkipForward } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useStore } from '../store.ts'
import { useWords } from '../words/words.tsx'
import { Accented } from '../shop/accented.tsx'
import type { Accent } from '../shop/accent.ts'
import { knownRelease } from '../search/known.ts'
import { Link } from '../shop/link.tsx'
import { PlayDisc } from '../shop/playDisc.tsx'
import { Sticker } from '../shop/sticker.tsx'
import { Sleeve } from '../shop/sleeve.tsx'
import { IconButton, Where } from './bar.tsx'
import type { Player } from './player.ts'
import { SeekBar } from './seekBar.tsx'
import { useSwipe } from './useSwipe.ts'
import './fullPlayer.css'

export function FullPlayer(props: { player: Player; onClose: () => void; openQueue: () => void }) {
  const { player, onClose, openQueue } = props
  const { say } = useWords()
  const { song, state } = useStore(player.playing)
  const [accent, setAccent] = useState<Accent>()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const swipe = useSwipe('down', () => dialog.current?.close())
  if (!song) return null
  const release = knownRelease(song.release)
  return (
    <dialog ref={dialog} className="full-player" aria-label={say('player')} onClose={onClose}>
      <Accented accent={accent}>
        <div className="full-sleeve" {...swipe}>
          <p className="full-top">
            <IconButton label={say('closePlayer')} onPress={() => dialog.current?.close()}>
              <ChevronDown />
            </IconButton>
            <span className="meta" dir="auto">
              {song.releaseTitle}
            </span>
          </p>
          <Sleeve
            artwork={song.cover === undefined ? undefined : { cid: song.cover, alt: '' }}
            eager
            className="large"
            onAccent={setAccent}
          />
          <h2 className="full-title" dir="auto">
            {song.title}
          </h2>
          <p className="artist" dir="auto">
            {song.artist}
          </p>
        </div>
        <SeekBar player={player} />
        <div className="full-controls">
          <Modes player={player} which="shuffle" />
          <IconButton label={say('previousSong')} onPress={() => player.previous()}>
            <SkipBack />
          </IconButton>
          <PlayDisc
            state={state}
            size="large"
            label={say(state === 'playing' || state === 'loading' ? 'pause' : 'play')}
            onPress={() => player.toggle()}
          />
          <IconButton label={say('nextSong')} onPress={() => player.next()}>
            <SkipForward />
          </IconButton>
          <Modes player={player} which="repeat" />
        </div>
        {release && (
          <p className="full-price">
            <Link to={{ name: 'release', release: release.release }}>
              <Sticker release={release} />
            </Link>
          </p>
        )}
        <p className="full-foot">
          <button type="button" className="text-button" onClick={openQueue}>
            {say('queue')}
          </button>
          <Where player={player} />
        </p>
      </Accented>
    </dialog>
  )
}

export function Modes({ player, which }: { player: Player; which: 'shuffle' | 'repeat' }) {
  const { say } = useWords()
  const { shuffle, repeat } = useStore(player.queue)
  if (which === 'shuffle') {
    return (
      <IconButton label={say('shuffle')} pressed={shuffle} onPress={() => player.toggleShuffle()}>
        <Shuffle />
      </IconButton>
    )
  }
  const words = { off: 'repeatOff', all: 'repeatAll', one: 'repeatOne' } as const
  return (
    <IconButton
      label={say(words[repeat])}
      pressed={repeat !== 'off'}
      onPress={() => player.toggleRepeat()}
    >
      {repeat === 'one' ? <Repeat1 /> : <Repeat />}
    </IconButton>
  )
}
