/**
 * Of several tabs one sounds: whichever was asked to when none did. It tells the others what it does;
 * they show it, and pass on what is pressed in them. Once it pauses, any of them goes on from there.
 * A lock of the browser says when it is gone without a word.
 */
import type { Player, Playing } from './player.ts'
import type { Elsewhere } from './sharedPlayer.ts'

const NAME = 'megabox:player'
/** A longer queue is not copied from tab to tab: then the others only fall silent. */
const MOST_SONGS = 5000
/** A tab in the background may take so long to say that it sounds. */
const ANSWER_MS = 500

type Part = 'playing' | 'progress' | 'volume' | 'queue'
/** Whoever sounds holds the lock alone; who only looks whether it is held does so beside others. */
const FREE = { mode: 'shared', ifAvailable: true } as const
const PARTS: readonly Part[] = ['playing', 'progress', 'volume', 'queue']
type State = { -readonly [Name in Part]?: Player[Name]['value'] }

type Message =
  /** `mine`: from now on I sound. `now`: this has changed. */
  | { say: 'mine' | 'now'; state: State }
  /** A tab was opened. */
  | { say: 'who' }
  | { say: 'do'; command: keyof Player; args: unknown[] }

export function shareWithTabs(player: Player, elsewhere: Elsewhere): void {
  new Tab(player, elsewhere).join()
}

class Tab {
  readonly #player: Player
  readonly #elsewhere: Elsewhere
  readonly #channel = new BroadcastChannel(NAME)
  #sounds = false
  #isWaiting = false
  #hasHeard = false
  #release: () => void = () => undefined

  constructor(player: Player, elsewhere: Elsewhere) {
    this.#player = player
    this.#elsewhere = elsewhere
  }

  join(): void {
    this.#channel.onmessage = ({ data }: MessageEvent<Message>) => this.#hear(data)
    for (const part of PARTS) this.#player[part].watch(() => this.#changed(part))
    addEventListener('pagehide', () => this.#leave())
    this.#post({ say: 'who' })
    // It may have begun before this came.
    this.#changed('playing')
  }

  #post(message: Message): void {
    this.#channel.postMessage(message)
  }

  #changed(part: Part): void {
    // What is only shown here is that tab's to tell.
    if (this.#elsewhere.tell) return
    const did = this.#sounds
    this.#sounds = sounds(this.#player.playing.value)
    if (this.#sounds && !did) this.#begin()
    else if (did) this.#post({ say: 'now', state: this.#state([part]) })
    if (did && !this.#sounds) this.#release()
  }

  #begin(): void {
    // It may be over before the lock is ours, too.
    const over = new Promise<void>((done) => (this.#release = done))
    void navigator.locks.request(NAME, () => over)
    this.#post({ say: 'mine', state: this.#state(PARTS) })
  }

  /** Others need not wait until the browser has taken this page down. */
  #leave(): void {
    if (!this.#sounds) return
    this.#sounds = false
    const { playing, progress } = this.#state(['playing', 'progress'])
    this.#post({ say: 'now', state: { progress, playing: playing && silent(playing) } })
    this.#release()
  }

  #state(parts: readonly Part[]): State {
    const isShort = this.#player.queue.value.songs.length <= MOST_SONGS
    const told = isShort ? parts : []
    return Object.fromEntries(told.map((part) => [part, this.#player[part].value]))
  }

  #hear(message: Message): void {
    if (message.say === 'who') {
      if (this.#sounds) this.#post({ say: 'now', state: this.#state(PARTS) })
    } else if (message.say === 'do') {
      if (this.#sounds) this.#do(message.command, message.args)
    } else if (message.say === 'mine') {
      this.#giveWay()
      this.#show(message.state)
    } else if (!this.#sounds) this.#show(message.state)
  }

  #do(command: keyof Player, args: unknown[]): void {
    // Of a page of another age, it may be none of ours.
    const does: unknown = Reflect.get(this.#player, command)
    if (typeof does === 'function') Reflect.apply(does, this.#player, args)
  }

  #giveWay(): void {
    this.#sounds = false
    this.#player.letGo()
    this.#release()
  }

  #show(state: State): void {
    this.#hasHeard = true
    this.#elsewhere.tell = (command, args) => void this.#pass(command, args)
    const { playing, progress, volume, queue } = state
    if (queue) this.#player.queue.set(queue)
    if (playing) this.#player.playing.set(playing)
    if (progress) this.#player.progress.set(progress)
    if (volume) this.#player.volume.set(volume)
    if (sounds(this.#player.playing.value)) void this.#waitForSilence()
    else this.#elsewhere.tell = undefined
  }

  /** A press is done there, or here when nobody sounds any more. */
  async #pass(command: keyof Player, args: unknown[]): Promise<void> {
    const isThere = await navigator.locks.request(NAME, FREE, (lock) => lock === null)
    if (isThere) this.#post({ say: 'do', command, args })
    else {
      this.#beSilent()
      // Who pressed it saw a song that plays: it is silent now, as wished.
      if (command !== 'toggle' && command !== 'pause') this.#do(command, args)
    }
  }

  async #waitForSilence(): Promise<void> {
    if (this.#isWaiting) return
    this.#isWaiting = true
    while (this.#elsewhere.tell && (await this.#isToldOf())) {
      // It sounds still, or a third tab does by now.
    }
    this.#isWaiting = false
    this.#beSilent()
  }

  /** It was closed while it played. */
  #beSilent(): void {
    if (!this.#elsewhere.tell) return
    this.#elsewhere.tell = undefined
    this.#player.playing.set(silent(this.#player.playing.value))
  }

  /** Once the lock is free: does any tab say that it sounds? */
  async #isToldOf(): Promise<boolean> {
    await navigator.locks.request(NAME, { mode: 'shared' }, () => undefined)
    this.#hasHeard = false
    this.#post({ say: 'who' })
    await new Promise((resolve) => setTimeout(resolve, ANSWER_MS))
    return this.#hasHeard
  }
}

const sounds = ({ state }: Playing): boolean => state === 'playing' || state === 'loading'
const silent = ({ song }: Playing): Playing => ({ song, state: 'paused' })
