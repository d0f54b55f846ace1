/**
 * What the shell must know of payments before any of their code is loaded: which releases are being
 * bought or are bought, on this device.
 */
import { isBought, isOver, isUnderWay, type Stage } from './stage.ts'

const KEY = 'megabox:bought'

export interface Remembered {
  /** Releases, and whether they are the listener's. */
  releases: Readonly<Record<string, 'open' | 'yours'>>
  /** Something is to be picked up. */
  isOpen: boolean
}

interface Known {
  release: string
  stage: Stage
  isGift: boolean
  order: { kind: 'purchase' | 'tip' }
}

export const remembered = (store: Storage = localStorage): Remembered => {
  try {
    // Ours; whatever else it is, is nothing.
    const found = JSON.parse(store.getItem(KEY) ?? '{}') as Partial<Remembered>
    return { releases: found.releases ?? {}, isOpen: found.isOpen ?? false }
  } catch {
    return { releases: {}, isOpen: false }
  }
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
