/**
 * What the shell must know of payments before any of their code is loaded: which releases are being
 * bought or are bought, on this device.
 */
export const KEY = 'megabox:bought'

export interface Remembered {
  /** Releases, and whether they are the listener's. */
  releases: Readonly<Record<string, 'open' | 'yours'>>
  /** Something is to be picked up. */
  isOpen: boolean
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
