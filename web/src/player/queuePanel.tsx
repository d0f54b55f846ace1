/** What plays and what comes next. Every song can be moved and removed by keyboard as by hand. */
import { ArrowDown, ArrowUp, X } from 'lucide-react'
import { useStore } from '../store.ts'
import { clock } from '../words/amounts.ts'
import { useWords } from '../words/words.tsx'
import { IconButton } from './bar.tsx'
import { Modes } from './fullPlayer.tsx'
import type { Player } from './player.ts'

export function QueuePanel({ player, onClose }: { player: Player; onClose: () => void }) {
  const { say } = useWords()
  const { songs, at } = useStore(player.queue)
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
      <ol className="queue-list" onKeyDown={(event) => reorder(event, player)}>
        {songs.map((song, i) => (
          <li key={`${song.cid} ${i}`} aria-current={i === at ? 'true' : undefined} data-at={i}>
            <button type="button" className="queue-song" onClick={() => player.jump(i)}>
              <span className="name" dir="auto">
                {song.title}
              </span>
              <span className="meta" dir="auto">
                {song.artist}
              </span>
            </button>
            <span className="time">{clock(song.durationMs)}</span>
            <IconButton
              label={say('moveUp', { title: song.title })}
              disabled={i === 0}
              onPress={() => player.move(i, i - 1)}
            >
              <ArrowUp />
            </IconButton>
            <IconButton
              label={say('moveDown', { title: song.title })}
              disabled={i === songs.length - 1}
              onPress={() => player.move(i, i + 1)}
            >
              <ArrowDown />
            </IconButton>
            <IconButton
              label={say('removeSong', { title: song.title })}
              onPress={() => player.removeAt(i)}
            >
              <X />
            </IconButton>
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

/** Alt with an arrow moves the song that has the focus. */
function reorder(event: React.KeyboardEvent, player: Player): void {
  const row = event.target instanceof Element ? event.target.closest('li') : null
  const at = Number(row?.dataset['at'] ?? -1)
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
  if (!event.altKey || step === undefined || at < 0) return
  event.preventDefault()
  player.move(at, at + step)
}
