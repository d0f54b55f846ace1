/** The dapp's keys that make sense here. Focused controls keep their own. */
import type { EmbedPlayer } from './embedPlayer.ts'

const STEP_SECONDS = 5

/** Which controls have a use of their own for a key. */
const TAKEN: Readonly<Record<string, string>> = {
  ' ': 'a, button',
  ArrowLeft: 'input',
  ArrowRight: 'input',
}

export function listenToKeys(player: EmbedPlayer): void {
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    const on = event.target instanceof Element ? event.target : undefined
    const does = doing(event.key, player)
    const takers = TAKEN[event.key]
    if (!does || (takers && on?.closest(takers))) return
    event.preventDefault()
    does()
  })
}

function doing(key: string, player: EmbedPlayer): (() => void) | undefined {
  if (key === ' ' || key === 'k') return () => player.toggle()
  if (key === 'ArrowLeft') return () => player.move(-STEP_SECONDS)
  if (key === 'ArrowRight') return () => player.move(STEP_SECONDS)
  return undefined
}
