/** A place for what was heard of elsewhere; what fills it comes when there is something. */
import type { ReleaseView } from '../../../node/index.ts'
import { later } from '../frame/later.tsx'
import { settings } from '../frame/settings.ts'
import { useStore } from '../store.ts'
import { heard } from './heard.ts'

const HeardShelf = later(async () => (await import('./heardShelf.tsx')).HeardShelf, 'part')

/** Who keeps to this shop hears of no other. */
export function HeardNews({ listed }: { listed: readonly ReleaseView[] }) {
  const { sharing } = useStore(settings)
  return useStore(heard).length > 0 && sharing ? <HeardShelf listed={listed} /> : null
}
