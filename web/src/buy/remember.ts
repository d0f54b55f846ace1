/** Tells the shell what it must know of payments, for its next visit too. */
import { KEY, remembered, type Remembered } from './remembered.ts'
import { isBought, isOver, isUnderWay, type Stage } from './stage.ts'

const TAKEN_BACK: readonly Stage['at'][] = ['undone', 'dropped']

interface Known {
  release: string
  stage: Stage
  isGift: boolean
  order: { kind: 'purchase' | 'tip' }
}

export function remember(purchases: readonly Known[], store: Storage = localStorage): void {
  const before = remembered(store)
  const releases: Record<string, 'open' | 'yours'> = {}
  for (const [release, state] of Object.entries(before.releases)) {
    if (state === 'yours') releases[release] = state
  }
  for (const { release, stage, isGift, order } of purchases) {
    if (isGift || order.kind === 'tip') continue
    if (isBought(stage)) releases[release] = 'yours'
    // What a reorganisation took back is nobody's until it returns.
    else if (TAKEN_BACK.includes(stage.at)) releases[release] = 'open'
    else if (isUnderWay(stage)) releases[release] ??= 'open'
  }
  write({ releases, isOpen: purchases.some(({ stage }) => !isOver(stage)) }, store)
}

/** As the chain says. */
export function rememberOwned(owned: readonly string[], store: Storage = localStorage): void {
  const { releases, isOpen } = remembered(store)
  const yours = Object.fromEntries(owned.map((release) => [release, 'yours' as const]))
  write({ releases: { ...releases, ...yours }, isOpen }, store)
}

function write(now: Remembered, store: Storage): void {
  try {
    store.setItem(KEY, JSON.stringify(now))
  } catch {
    // A full or forbidden store: the shell knows nothing, and the chain still does.
  }
  dispatchEvent(new Event('megabox:bought'))
}
