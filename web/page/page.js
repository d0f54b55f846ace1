// @ts-check
/** The shop window comes to life: sound, keys, and what is new. Everything else the server sent. */
import { createPlayer } from './player.js'
import { watchShelf } from './shelf.js'

const player = createPlayer()

document.addEventListener('click', ({ target }) => {
  const track = target instanceof Element ? target.closest('.track') : null
  if (track instanceof HTMLElement) player.play(track)
})

// A cover that cannot be fetched leaves a plain sleeve, not a torn picture. Errors do not bubble.
document.addEventListener(
  'error',
  ({ target }) => {
    if (target instanceof HTMLImageElement) target.remove()
  },
  true,
)

/** @type {Record<string, () => void>} */
const KEYS = {
  k: player.toggle,
  ' ': player.toggle,
  ArrowLeft: () => player.jump(-5),
  ArrowRight: () => player.jump(5),
  'Shift+ArrowLeft': player.previous,
  'Shift+ArrowRight': player.next,
  m: player.mute,
  '/': () => document.getElementById('search')?.focus(),
}

document.addEventListener('keydown', (event) => {
  const { key, target, ctrlKey, metaKey, altKey, shiftKey } = event
  if (ctrlKey || metaKey || altKey || event.defaultPrevented || isOwnKey(target, key)) return
  const action = KEYS[shiftKey && key.startsWith('Arrow') ? `Shift+${key}` : key]
  if (!action) return
  event.preventDefault()
  action()
})

/** Fields keep every key; a focused button or link its Space; a slider its arrows. @param {EventTarget | null} target @param {string} key */
function isOwnKey(target, key) {
  if (!(target instanceof Element)) return false
  if (target.matches('input[type="range"]')) return key.startsWith('Arrow')
  if (target.matches('input, textarea, select, [contenteditable]')) return true
  return key === ' ' && target.matches('button, a, summary')
}

const shelf = document.getElementById('shelf')
const template = document.getElementById('card')
const notice = document.getElementById('notice')
const news = document.getElementById('news')
if (shelf && notice && news && template instanceof HTMLTemplateElement) {
  watchShelf({ shelf, template, notice, news })
}
