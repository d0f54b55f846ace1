/**
 * One song at a time through one <audio>: phones play a second one only while the page is in front.
 * What is shown is only ever what the element says of itself.
 */
import { Store } from '../store.ts'
import * as queues from './queue.ts'
import type { Queue, Repeat } from './queue.ts'
import type { Song } from './song.ts'

/** Where a song's bytes come from, and where they are put ahead of time. */
export interface Sounds {
  /** What the <audio> asks for; waits, bounded, until nothing unverified can come from there. */
  source(song: Song): Promise<string>
  /** Stores a song that will be played next. */
  ahead(song: Song, signal: AbortSignal): Promise<void>
}

export type Trouble =
  'stalled' | 'stalledLong' | 'nobodyHasIt' | 'cannotPlay' | 'pressPlay' | 'insecure' | 'notReady'

export interface Playing {
  song?: Song | undefined
  state: 'idle' | 'loading' | 'playing' | 'paused' | 'failed'
  trouble?: Trouble | undefined
}

export interface Progress {
  seconds: number
  /** As the element knows it, else what the manifest says. */
  length: number
  /** Up to where it has been fetched. */
  fetched: number
}

const STALL_MS = 1000
const LONG_STALL_MS = 12_000
/** What is louder is made softer by the manifest's figure; nothing is made louder. */
const TARGET_CENTI_LUFS = -1600
/** Before it, "previous" goes to the start of the song. */
const RESTART_SECONDS = 3

export class Player {
  readonly queue = new Store<Queue>(queues.EMPTY)
  readonly playing = new Store<Playing>({ state: 'idle' })
  readonly progress = new Store<Progress>({ seconds: 0, length: 0, fetched: 0 })
  readonly volume = new Store({ level: 1, muted: false })
  readonly #audio: HTMLAudioElement
  readonly #sounds: Sounds
  #stalls: ReturnType<typeof setTimeout>[] = []
  #ahead = new AbortController()
  /** Counts what was asked for: an answer to an older wish is not played. */
  #wish = 0
  #resumeAt = 0

  constructor(audio: HTMLAudioElement, sounds: Sounds) {
    this.#audio = audio
    this.#sounds = sounds
    const on = (events: string, does: () => void) => {
      for (const event of events.split(' ')) audio.addEventListener(event, does)
    }
    on('playing timeupdate', () => this.#calm())
    on('timeupdate', () => this.#recover())
    on('waiting', () => this.#expectSound())
    on('timeupdate durationchange progress seeked loadedmetadata', () => this.#tell())
    on('play playing pause emptied', () => this.#render())
    on('loadedmetadata', () => this.#resume())
    on('canplaythrough', () => this.#storeAhead())
    on('ended', () => this.#ended())
    on('error', () => this.#failed())
  }

  /** A list from one of its songs on, `from` so many seconds; the same song again pauses or goes on. */
  play(songs: readonly Song[], at = 0, from = 0): void {
    const chosen = songs[at]
    if (!chosen) return
    if (chosen.cid === this.playing.value.song?.cid && this.playing.value.state !== 'failed') {
      this.toggle()
      return
    }
    this.queue.set(queues.startAt(this.queue.value, songs, at))
    void this.#load(from)
  }

  toggle(): void {
    if (!this.playing.value.song) return
    if (!this.#audio.paused && this.playing.value.state !== 'failed') this.#audio.pause()
    else if (this.#audio.src === '' || this.playing.value.state === 'failed') void this.#again()
    else this.#start()
  }

  pause(): void {
    this.#wish += 1
    this.#audio.pause()
    if (this.playing.value.state === 'loading') this.playing.patch({ state: 'paused' })
    this.#calm()
  }

  /** Another tab sounds now: this one keeps nothing but what it shows. */
  letGo(): void {
    this.#wish += 1
    this.#ahead.abort()
    this.#empty()
  }

  next(): void {
    this.#goTo(queues.nextIn(this.queue.value))
  }

  previous(): void {
    const before = queues.previousIn(this.queue.value)
    if (this.#audio.currentTime > RESTART_SECONDS || !before) this.seek(0)
    else this.#goTo(before)
  }

  /** To one of those that wait. */
  jump(at: number): void {
    this.#goTo({ ...this.queue.value, at })
  }

  seek(seconds: number): void {
    const { length } = this.progress.value
    const to = Math.max(0, Math.min(seconds, length > 0 ? length - 0.1 : seconds))
    if (this.#audio.readyState === 0) this.#resumeAt = to
    else this.#audio.currentTime = to
    this.progress.patch({ seconds: to })
  }

  add(songs: readonly Song[]): void {
    this.queue.set(queues.append(this.queue.value, songs))
  }

  removeAt(index: number): void {
    const was = queues.current(this.queue.value)
    this.queue.set(queues.removeAt(this.queue.value, index))
    const is = queues.current(this.queue.value)
    if (is === was) return
    if (is) void this.#load()
    else this.#stop()
  }

  move(from: number, to: number): void {
    this.queue.set(queues.move(this.queue.value, from, to))
  }

  clear(): void {
    const song = queues.current(this.queue.value)
    this.queue.patch({ songs: song ? [song] : [], at: song ? 0 : -1 })
  }

  toggleShuffle(): void {
    this.queue.set(queues.toggleShuffle(this.queue.value))
  }

  toggleRepeat(): void {
    const after: Record<Repeat, Repeat> = { off: 'all', all: 'one', one: 'off' }
    this.queue.patch({ repeat: after[this.queue.value.repeat] })
  }

  setVolume(level: number): void {
    this.volume.set({ level: Math.max(0, Math.min(1, level)), muted: false })
    this.#level()
  }

  toggleMute(): void {
    this.volume.patch({ muted: !this.volume.value.muted })
    this.#level()
  }

  /** What was there before the page was loaded: shown, and played when asked to. */
  restore(queue: Queue, seconds: number): void {
    const song = queues.current(queue)
    this.queue.set(queue)
    if (!song) return
    this.playing.set({ song, state: 'paused' })
    this.#resumeAt = seconds
    this.progress.set({ seconds, length: song.durationMs / 1000, fetched: 0 })
  }

  #goTo(queue: Queue | undefined): void {
    if (!queue) return
    this.queue.set(queue)
    void this.#load()
  }

  async #load(from = 0): Promise<void> {
    const song = queues.current(this.queue.value)
    if (!song) return
    this.#resumeAt = from
    await this.#open(song)
  }

  /** From where it was. */
  async #again(): Promise<void> {
    const { song } = this.playing.value
    if (!song) return
    this.#resumeAt = this.progress.value.seconds
    await this.#open(song)
  }

  async #open(song: Song): Promise<void> {
    const wish = ++this.#wish
    this.#ahead.abort()
    this.#audio.pause()
    this.playing.set({ song, state: 'loading' })
    this.progress.set({ seconds: this.#resumeAt, length: song.durationMs / 1000, fetched: 0 })
    this.#expectSound()
    try {
      const source = await this.#sounds.source(song)
      if (wish !== this.#wish) return
      this.#audio.src = source
      this.#level()
      this.#start()
    } catch (error) {
      if (wish === this.#wish) this.#fail(troubleOf(error))
    }
  }

  #start(): void {
    this.#expectSound()
    this.#audio.play().catch((error: unknown) => {
      // AbortError: another song was chosen meanwhile. Failures have an event of their own.
      const isRefused = error instanceof DOMException && error.name === 'NotAllowedError'
      if (!isRefused) return
      this.#calm()
      this.playing.patch({ state: 'paused', trouble: 'pressPlay' })
    })
  }

  #stop(): void {
    this.#wish += 1
    this.#empty()
    this.playing.set({ state: 'idle' })
  }

  #empty(): void {
    this.#calm()
    this.#audio.pause()
    this.#audio.removeAttribute('src')
    this.#audio.load()
  }

  #ended(): void {
    const next = queues.nextIn(this.queue.value, true)
    if (next) this.#goTo(next)
    else this.#render()
  }

  #failed(): void {
    const { error } = this.#audio
    // Emptying the element says so, too.
    if (!error || this.#audio.getAttribute('src') === null) return
    const isUnplayable = error.code === error.MEDIA_ERR_DECODE && this.#audio.currentTime === 0
    this.#fail(isUnplayable ? 'cannotPlay' : 'nobodyHasIt')
  }

  /** An error need not be the end: without a sound card, Firefox reports one and plays on. */
  #recover(): void {
    const { paused, readyState, currentTime } = this.#audio
    if (this.playing.value.state !== 'failed' || paused || readyState < 3) return
    if (currentTime > this.progress.value.seconds) {
      this.playing.patch({ state: 'playing', trouble: undefined })
    }
  }

  #fail(trouble: Trouble): void {
    this.#calm()
    this.playing.patch({ state: 'failed', trouble })
  }

  #render(): void {
    const { song, state } = this.playing.value
    if (!song || state === 'failed' || this.#audio.src === '') return
    const sounds = !this.#audio.paused && this.#audio.readyState >= 3
    if (sounds) this.playing.patch({ state: 'playing' })
    else if (this.#audio.paused && state !== 'loading') this.playing.patch({ state: 'paused' })
  }

  #tell(): void {
    const { duration, currentTime, buffered } = this.#audio
    if (this.#audio.readyState === 0) return
    const known = this.playing.value.song?.durationMs ?? 0
    this.progress.set({
      seconds: currentTime,
      length: Number.isFinite(duration) && duration > 0 ? duration : known / 1000,
      fetched: buffered.length > 0 ? buffered.end(buffered.length - 1) : 0,
    })
  }

  #resume(): void {
    if (this.#resumeAt > 0) this.#audio.currentTime = this.#resumeAt
    this.#resumeAt = 0
  }

  #storeAhead(): void {
    this.#ahead.abort()
    this.#ahead = new AbortController()
    const song = queues.current(queues.nextIn(this.queue.value) ?? queues.EMPTY)
    // It is asked for again when its turn comes.
    if (song) this.#sounds.ahead(song, this.#ahead.signal).catch(() => undefined)
  }

  #level(): void {
    const { level, muted } = this.volume.value
    const loudness = this.playing.value.song?.loudnessCentiLufs ?? TARGET_CENTI_LUFS
    const gain = Math.min(1, 10 ** ((TARGET_CENTI_LUFS - loudness) / 2000))
    this.#audio.volume = level * gain
    this.#audio.muted = muted
  }

  /** Says why when nothing is heard for a second. */
  #expectSound(): void {
    if (this.#stalls.length > 0) return
    const say = (trouble: Trouble, ms: number) =>
      setTimeout(() => this.playing.patch({ trouble }), ms)
    this.#stalls = [say('stalled', STALL_MS), say('stalledLong', LONG_STALL_MS)]
  }

  #calm(): void {
    for (const timer of this.#stalls) clearTimeout(timer)
    this.#stalls = []
    if (this.playing.value.trouble !== undefined && this.playing.value.state !== 'failed') {
      this.playing.patch({ trouble: undefined })
    }
  }
}

/** Why a source could not even be asked. */
function troubleOf(error: unknown): Trouble {
  const name = error instanceof Error ? error.name : ''
  if (name === 'InsecurePageError') return 'insecure'
  return ['NotControlledError', 'PeerSilentError'].includes(name) ? 'notReady' : 'nobodyHasIt'
}
