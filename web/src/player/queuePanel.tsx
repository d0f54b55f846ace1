/** What plays and what comes next. Every song can be moved and removed by keyboard as by hand. */
import { ArrowDown, ArrowUp, X } from 'lucide-react'
import { dragMark, useReorder } from '../lists/useReorder.ts'
import { Grip } from '../lists/grip.tsx'
import { useWindow } from '../lists/useWindow.ts'
import { useStore } from '../store.ts'
import { clock } from '../words/amounts.ts'
import { useWords } from '../words/words.tsx'
import { IconButton } from './bar.tsx'
import { Modes } from './fullPlayer.tsx'
import type { Player } from './player.ts'
import type { Song } from './song.ts'
import './queue.css'

export function QueuePanel({ player, onClose }: { player: Player; onClose: () => void }) {
  const { say } = useWords()
  const { songs, at } = useStore(player.queue)
  const { list, from, to } = useWindow<HTMLOListElement>(songs.length)
  const { drag, on } = useReorder(songs.length, (from, to) => player.move(from, to))
  return (
    <aside className="queue" aria-label={say('queue')}>
      <div className="queue-head">
        <h2 className="tab">{say('queue')}</h2>
        <Modes player={player} which="shuffle" />
        <Modes player={player} which="repeat" />
        <IconButton label={say('close')} onPress={onClose}>
          <X />
        </IconButton>
      </div>
      {songs.length <= 1 && <p className="meta">{say('queueEmpty')}</p>}
      <ol ref={list} className="queue-list" {...on}>
        {songs.slice(from, to).map((song, i) => (
          <li
            key={`${song.cid} ${from + i}`}
            aria-current={from + i === at ? 'true' : undefined}
            aria-posinset={from + i + 1}
            aria-setsize={songs.length}
            data-at={from + i}
            data-drag={dragMark(drag, from + i)}
          >
            <Queued
              player={player}
              song={song}
              at={from + i}
              isLast={from + i === songs.length - 1}
            />
          </li>
        ))}
      </ol>
      {songs.length > 1 && (
        <button type="button" className="text-button" onClick={() => player.clear()}>
          {say('clearQueue')}
        </button>
      )}
    </aside>
  )
}

function Queued(props: { player: Player; song: Song; at: number; isLast: boolean }) {
  const { player, song, at, isLast } = props
  const { title, artist, durationMs } = song
  const { say } = useWords()
  return (
    <>
      <Grip />
      <button type="button" className="queue-song" onClick={() => player.jump(at)}>
        <span className="name" dir="auto">
          {title}
        </span>
        <span className="meta" dir="auto">
          {artist}
        </span>
      </button>
      <span className="time">{clock(durationMs)}</span>
      <IconButton
        label={say('moveUp', { title })}
        disabled={at === 0}
        onPress={() => player.move(at, at - 1)}
      >
        <ArrowUp />
      </IconButton>
      <IconButton
        label={say('moveDown', { title })}
        disabled={isLast}
        onPress={() => player.move(at, at + 1)}
      >
        <ArrowDown />
      </IconButton>
      <IconButton label={say('removeSong', { title })} onPress={() => player.removeAt(at)}>
        <X />
      </IconButton>
    </>
  )
}
