/** One <audio> and what the node drew around it. What is shown is only what the element says. */
import { clock } from '../words/amounts.ts'

type State = 'idle' | 'loading' | 'playing' | 'paused' | 'failed'

export class EmbedPlayer {
  readonly #audio = new Audio()
  readonly #root: HTMLElement
  readonly #songs: readonly HTMLButtonElement[]
  /** Resolves to whether what is played is checked. */
  readonly #check: () => Promise<boolean>
  #at = 0
  /** Where to begin the song that is opened next, in seconds. */
  #from = 0
  #wish = 0

  constructor(root: HTMLElement, check: () => Promise<boolean>) {
    this.#root = root
    this.#check = check
    this.#songs = [...root.querySelectorAll<HTMLButtonElement>('.songs button')]
    this.#audio.preload = 'none'
    this.#beginAsTheLinkSays()
    this.#listen()
    this.#show('idle')
  }

  toggle(): void {
    if (this.#audio.src === '' || this.#audio.error) void this.#open(this.#at)
    else if (this.#audio.paused) void this.#audio.play().catch(() => this.#show('paused'))
    else this.#audio.pause()
  }

  move(seconds: number): void {
    this.#seek(this.#audio.currentTime + seconds)
  }

  #listen(): void {
    const on = (events: string, does: () => void) => {
      for (const event of events.split(' ')) this.#audio.addEventListener(event, does)
    }
    on('playing', () => this.#show('playing'))
    on('waiting', () => this.#show('loading'))
    on('pause', () => this.#show('paused'))
    on('error', () => this.#failed())
    on('timeupdate durationchange seeked', () => this.#tellTime())
    on('loadedmetadata', () => this.#goToStart())
    on('ended', () => void (this.#at + 1 < this.#songs.length && this.#open(this.#at + 1)))
    const play = this.#find('.play')
    play.addEventListener('click', () => this.toggle())
    play.hidden = false
    const rail = this.#rail()
    rail.addEventListener('input', () => this.#seek(rail.valueAsNumber))
    for (const [i, song] of this.#songs.entries()) {
      song.disabled = false
      song.addEventListener('click', () => {
        if (i === this.#at && this.#audio.src !== '') this.toggle()
        else void this.#open(i)
      })
    }
  }

  /** `?song=2&t=72`: the second song, from 1:12. */
  #beginAsTheLinkSays(): void {
    const asked = new URLSearchParams(location.search)
    const number = (name: string) => Math.trunc(Number(asked.get(name) ?? 0)) || 0
    const at = number('song') - 1
    if (this.#songs[at]) this.#at = at
    this.#from = Math.max(0, number('t'))
  }

  async #open(at: number): Promise<void> {
    const cid = this.#songs[at]?.dataset['cid']
    if (cid === undefined) return
    const wish = ++this.#wish
    if (at !== this.#at) this.#from = 0
    this.#at = at
    this.#audio.pause()
    this.#show('loading')
    const isChecked = await this.#check()
    if (wish !== this.#wish) return
    this.#say(isChecked ? 'checked' : 'unchecked')
    this.#audio.src = new URL(`ipfs/${cid}`, document.baseURI).href
    // Refused until someone presses: then it waits, paused, and Play is there.
    await this.#audio.play().catch(() => this.#audio.error ?? this.#show('paused'))
  }

  #goToStart(): void {
    if (this.#from > 0) this.#seek(this.#from)
    this.#from = 0
  }

  #seek(seconds: number): void {
    const { duration } = this.#audio
    if (!Number.isFinite(duration)) return
    this.#audio.currentTime = Math.max(0, Math.min(seconds, duration - 0.1))
  }

  #failed(): void {
    this.#show('failed')
    this.#say('failed')
  }

  #show(state: State): void {
    const play = this.#find('.play')
    const sounds = state === 'playing' || state === 'loading'
    this.#root.dataset['state'] = state
    play.ariaLabel = play.dataset[sounds ? 'pause' : 'play'] ?? ''
    for (const [i, song] of this.#songs.entries()) {
      song.ariaCurrent = i === this.#at && state !== 'idle' ? 'true' : null
    }
    const now = this.#find('.now')
    now.hidden = state === 'idle'
    now.textContent = this.#songs[this.#at]?.dataset['title'] ?? ''
    this.#tellTime()
    this.#tellSystem(sounds)
  }

  #tellTime(): void {
    const { currentTime, duration } = this.#audio
    const stated = Number(this.#songs[this.#at]?.dataset['seconds'] ?? 0)
    const length = Number.isFinite(duration) ? duration : stated
    const rail = this.#rail()
    const [at, total] = [clock(currentTime * 1000), clock(length * 1000)]
    rail.disabled = this.#audio.readyState === 0
    rail.max = `${length}`
    rail.value = `${currentTime}`
    rail.setAttribute(
      'aria-valuetext',
      this.#words('time').replace('{at}', at).replace('{total}', total),
    )
    rail.style.setProperty('--part', `${length > 0 ? (100 * currentTime) / length : 0}%`)
    this.#find('.time').textContent = `${at} / ${total}`
  }

  /** For headphones' buttons and the lock screen. */
  #tellSystem(sounds: boolean): void {
    if (!('mediaSession' in navigator) || this.#audio.src === '') return
    const title = this.#songs[this.#at]?.dataset['title'] ?? ''
    const artist = this.#root.querySelector('.by bdi')?.textContent ?? ''
    navigator.mediaSession.metadata = new MediaMetadata({ title, artist })
    navigator.mediaSession.playbackState = sounds ? 'playing' : 'paused'
  }

  #say(word: string): void {
    this.#find('.word').textContent = this.#words(word)
    this.#find('.word').dataset['word'] = word
  }

  #words = (name: string): string => this.#root.dataset[name] ?? ''

  #rail(): HTMLInputElement {
    const rail = this.#find('.rail input')
    if (rail instanceof HTMLInputElement) return rail
    throw new Error('the page has no rail')
  }

  /** The node drew all of it. */
  #find(which: string): HTMLElement {
    const found = this.#root.querySelector<HTMLElement>(which)
    if (!found) throw new Error(`the page has no ${which}`)
    return found
  }
}
