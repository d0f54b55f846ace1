/** The songs of a release or a playlist, one row each. */
import { Pause, Play } from 'lucide-react'
import type { Song } from '../player/song.ts'
import { clock } from '../words/amounts.ts'
import { useWords } from '../words/words.tsx'
import { useShop } from './shop.tsx'
import { useNow } from './useNow.ts'

export interface Row {
  song: Song
  number: number
  explicit?: boolean | undefined
}

export function TrackList(props: {
  rows: readonly Row[]
  label: string
  actions?: (row: Row, index: number) => React.ReactNode
}) {
  const { rows, label, actions } = props
  const songs = rows.map(({ song }) => song)
  return (
    <ol className="tracks" aria-label={label}>
      {rows.map((row, i) => (
        <Track key={`${i} ${row.song.cid}`} row={row} songs={songs} at={i}>
          {actions?.(row, i)}
        </Track>
      ))}
    </ol>
  )
}

function Track(props: {
  row: Row
  songs: readonly Song[]
  at: number
  children?: React.ReactNode
}) {
  const { row, songs, at, children } = props
  const { song, number, explicit } = row
  const { say } = useWords()
  const shop = useShop()
  const now = useNow()
  const isHere = now.song?.cid === song.cid && now.song.release === song.release
  const sounds = isHere && (now.state === 'playing' || now.state === 'loading')
  const { title } = song
  const extract =
    song.extent === 'preview' ? say('extractOf', { length: clock(song.durationMs) }) : ''
  return (
    <li className="track" aria-current={isHere ? 'true' : undefined}>
      <button
        type="button"
        className="track-play"
        data-number={number}
        aria-label={say(sounds ? 'pauseSong' : 'playSong', { title })}
        onClick={() => (isHere ? shop?.player.toggle() : shop?.player.play(songs, at))}
      >
        <span className="glyph" aria-hidden="true">
          {sounds ? <Pause /> : <Play />}
        </span>
        <span className="name" dir="auto">
          {title}
        </span>
      </button>
      {isHere && <span className="unseen">{say('playing')}</span>}
      {explicit && <span className="note">{say('explicit')}</span>}
      {extract && <span className="note">{extract}</span>}
      <span className="time">{clock(song.durationMs)}</span>
      {children}
    </li>
  )
}
