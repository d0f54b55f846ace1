/** What the listener chose on this device. */
import * as v from 'valibot'
import type { Language } from '../words/say.ts'
import { Store } from '../store.ts'

const KEY = 'megabox:settings'

const Settings = v.object({
  language: v.optional(v.picklist(['en', 'fr'])),
  keys: v.optional(v.boolean(), true),
  /** May other listeners help? Undefined until it was answered. */
  sharing: v.optional(v.boolean()),
  /** May three other shops hear what is searched for? Undefined: as with sharing. */
  searchOthers: v.optional(v.boolean()),
})

export interface Settings {
  language?: Language | undefined
  keys: boolean
  sharing?: boolean | undefined
  searchOthers?: boolean | undefined
}

export const settings = new Store<Settings>({ keys: true })

/** Once, in a browser. */
export function openSettings(store: Storage = localStorage): void {
  try {
    const found = v.safeParse(Settings, JSON.parse(store.getItem(KEY) ?? '{}'))
    if (found.success) settings.set(found.output)
  } catch {
    // Not ours: begin anew.
  }
  settings.watch(() => {
    try {
      store.setItem(KEY, JSON.stringify(settings.value))
    } catch {
      // A full or forbidden store: chosen for this visit only.
    }
  })
}
