/** What played last on this device, so that a reload goes on. Nothing of it leaves the device. */
import * as v from 'valibot'
import type { Player } from './player.ts'
import type { Queue } from './queue.ts'

const KEY = 'megabox:player'
const EVERY_MS = 5000
const MOST = 1000
const BEFORE = 100

const Song = v.object({
  cid: v.string(),
  title: v.string(),
  artist: v.string(),
  wallet: v.string(),
  release: v.string(),
  releaseTitle: v.string(),
  cover: v.optional(v.string()),
  durationMs: v.number(),
  extent: v.picklist(['full', 'preview']),
  mime: v.string(),
  waveform: v.optional(v.string()),
  loudnessCentiLufs: v.optional(v.number()),
  extractMs: v.optional(v.number()),
  bytes: v.optional(v.number()),
})

const Remembered = v.object({
  queue: v.object({
    songs: v.pipe(v.array(Song), v.maxLength(5000)),
    at: v.number(),
    shuffle: v.boolean(),
    straight: v.optional(v.array(Song)),
    repeat: v.picklist(['off', 'all', 'one']),
  }),
  seconds: v.number(),
  volume: v.object({ level: v.number(), muted: v.boolean() }),
})

/** Restores it, and keeps it from now on. */
export function remember(player: Player, store: Storage = localStorage): void {
  const found = v.safeParse(Remembered, parsed(store.getItem(KEY)))
  if (found.success) {
    const { queue, seconds, volume } = found.output
    player.restore(queue, seconds)
    player.setVolume(volume.level)
    if (volume.muted) player.toggleMute()
  }
  const write = () => {
    const state = {
      queue: partOf(player.queue.value),
      seconds: player.progress.value.seconds,
      volume: player.volume.value,
    }
    try {
      store.setItem(KEY, JSON.stringify(state))
    } catch {
      // A full or forbidden store: then it is not remembered.
    }
  }
  setInterval(() => {
    if (player.playing.value.state === 'playing') write()
  }, EVERY_MS)
  player.queue.watch(write)
  player.volume.watch(write)
  addEventListener('pagehide', write)
}

/** What is around the song that plays: no device's small store holds a queue of 100,000. */
function partOf(queue: Queue): Queue {
  if (queue.songs.length <= MOST) return queue
  const from = Math.max(0, queue.at - BEFORE)
  const songs = queue.songs.slice(from, from + MOST)
  return { songs, at: queue.at - from, shuffle: false, repeat: queue.repeat }
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null') as unknown
  } catch {
    return undefined
  }
}
