/** What plays, what comes next and what came before. Pure: every change gives a new queue. */
import type { Song } from './song.ts'

export type Repeat = 'off' | 'all' | 'one'

export interface Queue {
  songs: readonly Song[]
  /** Which of them plays; -1 while nothing does. */
  at: number
  shuffle: boolean
  /** The order before it was shuffled. */
  straight?: readonly Song[]
  repeat: Repeat
}

export const EMPTY: Queue = { songs: [], at: -1, shuffle: false, repeat: 'off' }

export const current = ({ songs, at }: Queue): Song | undefined => songs[at]

/** A new list, from one of its songs on. */
export function startAt(queue: Queue, songs: readonly Song[], at: number): Queue {
  const fresh = { ...EMPTY, repeat: queue.repeat, songs, at }
  return queue.shuffle ? shuffled(fresh) : fresh
}

/** Undefined at the end. `byItself`: the song ended, nobody pressed anything. */
export function nextIn(queue: Queue, byItself = false): Queue | undefined {
  const { songs, at, repeat } = queue
  if (byItself && repeat === 'one') return queue
  if (at + 1 < songs.length) return { ...queue, at: at + 1 }
  return repeat === 'all' && songs.length > 0 ? { ...queue, at: 0 } : undefined
}

export function previousIn(queue: Queue): Queue | undefined {
  const { songs, at, repeat } = queue
  if (at > 0) return { ...queue, at: at - 1 }
  return repeat === 'all' && songs.length > 0 ? { ...queue, at: songs.length - 1 } : undefined
}

export const append = (queue: Queue, songs: readonly Song[]): Queue => ({
  ...queue,
  songs: [...queue.songs, ...songs],
  ...(queue.straight && { straight: [...queue.straight, ...songs] }),
})

export function removeAt(queue: Queue, index: number): Queue {
  const songs = queue.songs.toSpliced(index, 1)
  const at = index < queue.at ? queue.at - 1 : Math.min(queue.at, songs.length - 1)
  const gone = queue.songs[index]
  const straight = queue.straight?.filter((song) => song !== gone)
  return { ...queue, songs, at, ...(straight && { straight }) }
}

/** Moves the song at `from` so that it stands at `to`. */
export function move(queue: Queue, from: number, to: number): Queue {
  const song = queue.songs[from]
  if (!song || to < 0 || to >= queue.songs.length) return queue
  const songs = queue.songs.toSpliced(from, 1).toSpliced(to, 0, song)
  return { ...queue, songs, at: songs.indexOf(current(queue) ?? song) }
}

/** What plays stays; the rest is in no order, or in its own again. */
export function toggleShuffle(queue: Queue): Queue {
  if (!queue.shuffle) return shuffled(queue)
  const songs = queue.straight ?? queue.songs
  const playing = current(queue)
  const at = playing ? songs.indexOf(playing) : -1
  return { songs, at, shuffle: false, repeat: queue.repeat }
}

function shuffled(queue: Queue): Queue {
  const playing = current(queue)
  const others = queue.songs.filter((song) => song !== playing)
  for (let i = others.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1))
    const [a, b] = [others[i], others[j]]
    if (a && b) [others[i], others[j]] = [b, a]
  }
  const songs = playing ? [playing, ...others] : others
  return { ...queue, songs, at: playing ? 0 : -1, shuffle: true, straight: queue.songs }
}
