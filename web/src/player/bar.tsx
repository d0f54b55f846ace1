/** The bar a song plays in: hidden until the first one does. */
import { ChevronUp, ListMusic, SkipBack, SkipForward, Volume2, VolumeX } from 'lucide-react'
import type { PeerStatus } from '../peer/status.ts'
import { useShop } from '../shop/shop.tsx'
import { Store, useStore } from '../store.ts'
import { clock } from '../words/amounts.ts'
import type { Say } from '../words/say.ts'
import { useWords } from '../words/words.tsx'
import { Link } from '../shop/link.tsx'
import { PlayDisc } from '../shop/playDisc.tsx'
import { Sleeve } from '../shop/sleeve.tsx'
import { Accented } from '../shop/accented.tsx'
import type { Accent } from '../shop/accent.ts'
import type { Player } from './player.ts'
import { SeekBar } from './seekBar.tsx'
import { troubleKey } from './troubleWords.ts'
import { useSwipe } from './useSwipe.ts'
import { useState } from 'react'

/** Where the bar has no room for all of it. */
const NARROW = '(width < 720px)'
const UNKNOWN = new Store<PeerStatus | undefined>(undefined)

export interface Opens {
  openFull: () => void
  toggleQueue: () => void
  isQueueOpen: boolean
}

export function PlayerBar({ player, opens }: { player: Player; opens: Opens }) {
  const { say } = useWords()
  const { song, state } = useStore(player.playing)
  const [accent, setAccent] = useState<Accent>()
  const swipe = useSwipe('up', () => matchMedia(NARROW).matches && opens.openFull())
  if (!song) return null
  const { title, artist } = song
  return (
    <section className="player" aria-label={say('player')} {...swipe}>
      <Accented accent={accent}>
        <div className="player-row">
          <Link
            to={{ name: 'release', release: song.release }}
            className="player-cover"
            label={song.releaseTitle}
          >
            <Sleeve
              artwork={song.cover === undefined ? undefined : { cid: song.cover, alt: '' }}
              eager
              onAccent={setAccent}
            />
          </Link>
          <div className="now">
            <p className="title" dir="auto">
              {title}
            </p>
            <p className="artist" dir="auto">
              {artist}
            </p>
          </div>
          <div className="controls">
            <IconButton
              label={say('previousSong')}
              onPress={() => player.previous()}
              className="wide-only"
            >
              <SkipBack />
            </IconButton>
            <PlayDisc
              state={state}
              label={say(state === 'playing' || state === 'loading' ? 'pause' : 'play')}
              onPress={() => player.toggle()}
            />
            <IconButton label={say('nextSong')} onPress={() => player.next()} className="wide-only">
              <SkipForward />
            </IconButton>
          </div>
          <SeekBar player={player} />
          <Where player={player} />
          <Volume player={player} />
          <IconButton
            label={say('queue')}
            onPress={opens.toggleQueue}
            pressed={opens.isQueueOpen}
            className="wide-only"
          >
            <ListMusic />
          </IconButton>
          <IconButton label={say('openPlayer')} onPress={opens.openFull} className="narrow-only">
            <ChevronUp />
          </IconButton>
        </div>
      </Accented>
    </section>
  )
}

/** One quiet line: who plays this, or why nothing is heard and what to do. */
export function Where({ player }: { player: Player }) {
  const { say } = useWords()
  const playing = useStore(player.playing)
  const status = useStore(useShop()?.peerStatus ?? UNKNOWN)
  const { state } = playing
  const trouble = troubleKey(playing, status)
  return (
    <p className="where" role="status" data-trouble={trouble ? 'yes' : undefined}>
      {trouble ? say(trouble) : state === 'playing' ? sayingWhat(say, player, status) : ''}
      {state === 'failed' && (
        <button type="button" className="text-button" onClick={() => player.toggle()}>
          {say('tryAgain')}
        </button>
      )}
    </p>
  )
}

/** An extract is said to be one for as long as it plays. */
function sayingWhat(say: Say, player: Player, status: PeerStatus | undefined): string {
  const { song } = player.playing.value
  if (song?.extent !== 'preview') return fromWhere(say, status)
  const length = clock(player.progress.value.length * 1000)
  return say('extractOfWhole', { length, whole: clock(song.durationMs) })
}

function fromWhere(say: Say, status: PeerStatus | undefined): string {
  const givers = (status?.sources ?? []).filter(({ bytes }) => bytes > 0)
  if (givers.length > 1) return say('fromMany', { count: givers.length })
  return say(givers.length === 0 && status ? 'fromDevice' : 'fromThisShop')
}

function Volume({ player }: { player: Player }) {
  const { say } = useWords()
  const { level, muted } = useStore(player.volume)
  return (
    <div className="volume wide-only">
      <IconButton label={say(muted ? 'unmute' : 'mute')} onPress={() => player.toggleMute()}>
        {muted || level === 0 ? <VolumeX /> : <Volume2 />}
      </IconButton>
      <input
        type="range"
        min={0}
        max={100}
        step={5}
        value={muted ? 0 : Math.round(level * 100)}
        aria-label={say('volume')}
        onChange={(event) => player.setVolume(event.currentTarget.valueAsNumber / 100)}
      />
    </div>
  )
}

export function IconButton(props: {
  label: string
  onPress: () => void
  pressed?: boolean
  className?: string
  disabled?: boolean
  children: React.ReactNode
}) {
  const { label, onPress, pressed, className = '', disabled, children } = props
  return (
    <button
      type="button"
      className={`icon-button ${className}`}
      aria-label={label}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={onPress}
    >
      {children}
    </button>
  )
}
