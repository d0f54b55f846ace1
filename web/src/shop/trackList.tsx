/** The songs of a release, a search or a playlist, one row each; of a long list only what is in view. */
import { Pause, Play } from 'lucide-react'
import type { ReactNode } from 'react'
import { dragMark, useReorder } from '../lists/useReorder.ts'
import { Grip } from '../lists/grip.tsx'
import { useWindow } from '../lists/useWindow.ts'
import type { Song } from '../player/song.ts'
import { Store, useStore } from '../store.ts'
import { clock } from '../words/amounts.ts'
import { useWords } from '../words/words.tsx'
import { useShop } from './shop.tsx'
import { useNow } from './useNow.ts'

export interface Row {
  song: Song
  number: number
  explicit?: boolean | undefined
}

const NOWHERE = new Store<ReadonlySet<string>>(new Set())

export function TrackList(props: {
  rows: readonly Row[]
  label: string
  withArtist?: boolean
  /** Where rows may change places. */
  move?: (from: number, to: number) => void
  actions?: (row: Row, index: number) => ReactNode
}) {
  const { rows, label, withArtist = false, move, actions } = props
  const { list, isLong, from, to } = useWindow<HTMLOListElement>(rows.length)
  const { drag, on } = useReorder(rows.length, (from, to) => move?.(from, to))
  return (
    <ol
      ref={list}
      className="tracks"
      aria-label={label}
      data-long={isLong ? 'yes' : undefined}
      {...(move && on)}
    >
      {rows.slice(from, to).map((row, i) => (
        <Track
          key={`${from + i} ${row.song.cid}`}
          {...{ row, rows, withArtist }}
          at={from + i}
          mark={dragMark(drag, from + i)}
          canMove={move !== undefined}
        >
          {actions?.(row, from + i)}
        </Track>
      ))}
    </ol>
  )
}

function Track(props: {
  row: Row
  rows: readonly Row[]
  at: number
  withArtist: boolean
  canMove: boolean
  mark: string | undefined
  children?: ReactNode
}) {
  const { row, rows, at, withArtist, canMove, mark, children } = props
  const { song, number, explicit } = row
  const { say } = useWords()
  const shop = useShop()
  const now = useNow()
  const isHere = now.song?.cid === song.cid && now.song.release === song.release
  const sounds = isHere && (now.state === 'playing' || now.state === 'loading')
  const title = withArtist ? `${song.title}, ${song.artist}` : song.title
  const play = () => {
    if (isHere) shop?.player.toggle()
    else
      shop?.player.play(
        rows.map(({ song }) => song),
        at,
      )
  }
  return (
    <li
      className="track"
      data-at={at}
      data-drag={mark}
      aria-current={isHere ? 'true' : undefined}
      aria-posinset={at + 1}
      aria-setsize={rows.length}
    >
      {canMove && <Grip />}
      <button
        type="button"
        className="track-play"
        data-number={number}
        aria-label={say(sounds ? 'pauseSong' : 'playSong', { title })}
        onClick={play}
      >
        <span className="glyph" aria-hidden="true">
          {sounds ? <Pause /> : <Play />}
        </span>
        <span className="name" dir="auto">
          {song.title} {withArtist && <span className="meta by">{song.artist}</span>}
        </span>
      </button>
      {isHere && <span className="unseen">{say('playing')}</span>}
      <Notes song={song} explicit={explicit} />
      <span className="time">{clock(song.durationMs)}</span>
      {children}
    </li>
  )
}

/** What is to be known before it is played. */
function Notes({ song, explicit }: { song: Song; explicit: boolean | undefined }) {
  const { say } = useWords()
  const isOnDevice = useStore(useShop()?.saver.onDevice ?? NOWHERE).has(song.cid)
  const { extent, extractMs } = song
  const notes = [
    isOnDevice && say('onDevice'),
    explicit && say('explicit'),
    extent === 'preview' &&
      (extractMs === undefined ? say('extract') : say('extractOf', { length: clock(extractMs) })),
  ]
  return notes
    .filter((note) => note !== false && note !== undefined)
    .map((note) => (
      <span key={note} className="note">
        {note}
      </span>
    ))
}
