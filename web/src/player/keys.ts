/** The keyboard (DESIGN-WEB, Keys): off in fields and dialogs, and it can be switched off (WCAG 2.1.4). */
import type { Player } from './player.ts'

export interface KeyPowers {
  player: Player
  search: () => void
  queue: () => void
  help: () => void
  /** Saves what plays. */
  save: () => void
  isOn: () => boolean
}

const SECONDS = 5
const STEP = 0.1
const OWN_KEYS = 'input, textarea, select, [contenteditable], [role=slider], dialog'

export function listenToKeys(powers: KeyPowers): () => void {
  const hear = (event: KeyboardEvent) => {
    if (!powers.isOn() || event.defaultPrevented || event.isComposing) return
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const target = event.target instanceof Element ? event.target : document.body
    if (target.closest(OWN_KEYS)) return
    // A focused button is pressed with Space, and a list is walked with arrows.
    if (event.key === ' ' && target.closest('button, a, summary')) return
    if (event.key.startsWith('Arrow') && target.closest('[role=grid], [role=tablist], [role=menu]'))
      return
    const act = actionFor(event, powers)
    if (!act) return
    event.preventDefault()
    act()
  }
  addEventListener('keydown', hear)
  return () => removeEventListener('keydown', hear)
}

function actionFor({ key, shiftKey }: KeyboardEvent, powers: KeyPowers): (() => void) | undefined {
  const { player } = powers
  const { seconds, length } = player.progress.value
  if (/^\d$/.test(key)) return () => player.seek((Number(key) / 10) * length)
  if (shiftKey && key === 'ArrowLeft') return () => player.previous()
  if (shiftKey && key === 'ArrowRight') return () => player.next()
  const actions: Partial<Record<string, () => void>> = {
    ' ': () => player.toggle(),
    k: () => player.toggle(),
    ArrowLeft: () => player.seek(seconds - SECONDS),
    ArrowRight: () => player.seek(seconds + SECONDS),
    ArrowUp: inPlayer(() => player.setVolume(player.volume.value.level + STEP)),
    ArrowDown: inPlayer(() => player.setVolume(player.volume.value.level - STEP)),
    m: () => player.toggleMute(),
    s: () => player.toggleShuffle(),
    r: () => player.toggleRepeat(),
    q: powers.queue,
    f: powers.save,
    '/': powers.search,
    '?': powers.help,
  }
  return actions[key.length === 1 ? key.toLowerCase() : key]
}

/** Elsewhere these keys scroll the page. */
const inPlayer = (act: () => void): (() => void) | undefined =>
  document.activeElement?.closest('.player') ? act : undefined
