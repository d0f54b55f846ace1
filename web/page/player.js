// @ts-check
/**
 * One song at a time through one <audio>. What plays next is what stands next on the page. The
 * bar only ever shows what the audio element says of itself.
 */
import { clock } from './words.js'

const STALL_MS = 1000
const LONG_STALL_MS = 12_000

/** @param {string} id @returns {HTMLElement} */
function part(id) {
  const element = document.getElementById(id)
  if (!element) throw new Error(`the page has no #${id}`)
  return element
}

export function createPlayer() {
  // The server's page has these two; their kind is fixed there.
  const audio = /** @type {HTMLAudioElement} */ (part('audio'))
  const seek = /** @type {HTMLInputElement} */ (part('seek'))
  const bar = part('player')
  /** @type {HTMLElement | undefined} */
  let current
  let failed = false
  /** @type {ReturnType<typeof setTimeout>[]} */
  let stalls = []

  /** @param {HTMLElement} track */
  function play(track) {
    if (track === current) return toggle()
    const before = current
    current = track
    failed = false
    if (before) show(before, false)
    audio.src = track.dataset['src'] ?? ''
    bar.hidden = false
    describe(track)
    start()
  }

  function toggle() {
    if (!current) return
    if (!audio.paused && !failed) return audio.pause()
    start()
  }

  function start() {
    if (failed) recover()
    expectSound()
    audio.play().catch((/** @type {DOMException} */ error) => {
      // AbortError: another song was chosen meanwhile. Failures have their own event.
      if (error.name === 'NotAllowedError') say('Press Play to start the music.')
    })
    render()
  }

  /** After a failure the element has given up: it must load again, from where it was. */
  function recover() {
    const at = audio.currentTime
    failed = false
    audio.load()
    if (at > 0)
      audio.addEventListener('loadedmetadata', () => (audio.currentTime = at), { once: true })
  }

  /** @param {1 | -1} by */
  function step(by) {
    const tracks = [...document.querySelectorAll('.track')].filter((t) => t instanceof HTMLElement)
    const next = tracks[tracks.findIndex((track) => track === current) + by]
    if (current && next) play(next)
  }

  /** Back to the start first, as every player does; to the song before when pressed at once again. */
  function previous() {
    if (audio.currentTime > 3) audio.currentTime = 0
    else step(-1)
  }

  /** @param {number} seconds */
  function jump(seconds) {
    if (current) audio.currentTime = Math.max(0, Math.min(total(), audio.currentTime + seconds))
  }

  /** The file's own length; until it is known, what the release says. */
  function total() {
    const listed = Number(current?.dataset['ms'] ?? 0) / 1000
    return Number.isFinite(audio.duration) ? audio.duration : listed
  }

  /** @param {HTMLElement} track */
  function describe(track) {
    const card = track.closest('.card')
    part('player-title').textContent = titleOf(track)
    part('player-artist').textContent = card?.querySelector('.artist')?.textContent ?? ''
    const cover = card?.querySelector('img')?.cloneNode()
    if (cover instanceof HTMLImageElement) cover.alt = ''
    part('player-sleeve').replaceChildren(...(cover ? [cover] : []))
    tellSystem(track, card)
    say('')
  }

  /** @param {HTMLElement} track @param {boolean} sounding */
  function show(track, sounding) {
    track.setAttribute('aria-label', `${sounding ? 'Pause' : 'Play'} ${titleOf(track)}`)
    track.classList.toggle('sounding', sounding)
    if (track === current) track.setAttribute('aria-current', 'true')
    else track.removeAttribute('aria-current')
    const card = track.closest('.card')
    card?.classList.toggle('current', card.contains(current ?? null))
  }

  function render() {
    if (!current) return
    const sounding = !audio.paused && !failed
    show(current, sounding)
    bar.classList.toggle('sounding', sounding)
    part('toggle').setAttribute('aria-label', sounding ? 'Pause' : 'Play')
    const [at, end] = [audio.currentTime, total()]
    seek.max = `${Math.max(1, Math.floor(end))}`
    seek.value = `${Math.floor(at)}`
    seek.style.setProperty('--played', `${end > 0 ? (100 * at) / end : 0}%`)
    seek.setAttribute('aria-valuetext', `${clock(at)} of ${clock(end)}`)
    part('elapsed').textContent = clock(at)
    part('total').textContent = clock(end)
  }

  /** @param {string} words */
  const say = (words) => void (part('player-message').textContent = words)

  /** Silence needs a reason after a second. */
  function expectSound() {
    calm()
    stalls = [
      setTimeout(() => say('Waiting for more of this song.'), STALL_MS),
      setTimeout(() => say('Still waiting. Nobody online may have the rest now.'), LONG_STALL_MS),
    ]
  }

  function calm() {
    for (const stall of stalls) clearTimeout(stall)
    stalls = []
    say('')
  }

  /** The element only says that it failed. Asking for one byte tells why. */
  async function fail() {
    if (!current || audio.getAttribute('src') === '') return
    const track = current
    failed = true
    calm()
    render()
    const words = await reason(track.dataset['src'] ?? '')
    if (track === current && failed) say(words)
  }

  audio.addEventListener('playing', () => (calm(), render()))
  audio.addEventListener('waiting', expectSound)
  audio.addEventListener('pause', () => (calm(), render()))
  audio.addEventListener('error', () => void fail())
  audio.addEventListener('ended', () => step(1))
  for (const event of ['play', 'timeupdate', 'durationchange', 'seeking', 'seeked']) {
    audio.addEventListener(event, render)
  }
  seek.addEventListener('input', () => {
    audio.currentTime = Number(seek.value)
  })
  part('toggle').addEventListener('click', toggle)
  part('next').addEventListener('click', () => step(1))
  part('previous').addEventListener('click', previous)

  /** The keys and lock screen of the listener's device. @param {HTMLElement} track @param {Element | null} card */
  function tellSystem(track, card) {
    if (!('mediaSession' in navigator)) return
    const artwork = card?.querySelector('img')?.src
    navigator.mediaSession.metadata = new MediaMetadata({
      title: titleOf(track),
      artist: card?.querySelector('.artist')?.textContent ?? '',
      album: card?.querySelector('.title')?.textContent ?? '',
      artwork: artwork ? [{ src: artwork }] : [],
    })
    navigator.mediaSession.setActionHandler('previoustrack', previous)
    navigator.mediaSession.setActionHandler('nexttrack', () => step(1))
  }

  return {
    play,
    toggle,
    jump,
    previous,
    next: () => step(1),
    mute: () => void (audio.muted = !audio.muted),
  }
}

/** @param {Element} track */
const titleOf = (track) => track.querySelector('.name')?.textContent ?? ''

/** @param {string} src */
async function reason(src) {
  try {
    const { ok, status } = await fetch(src, { headers: { range: 'bytes=0-0' } })
    if (ok) return 'This browser cannot play this kind of file.'
    if (status === 404) return 'This shop no longer has this song.'
    return 'Nobody online has this song now. Press Play to try again.'
  } catch {
    return 'This shop stopped answering. Press Play to try again.'
  }
}
