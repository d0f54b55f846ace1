/** Sleeves face out. */
import type { ReleaseView } from '../../../node/index.ts'
import { Store, useStore } from '../store.ts'
import { NOTHING } from '../keeping/kept.ts'
import { Card } from './card.tsx'
import { useShop } from './shop.tsx'

const NONE = new Store(NOTHING)
/** Those that are in view at once are not loaded lazily. */
const EAGER = 6

export function Shelf({ releases, label }: { releases: readonly ReleaseView[]; label: string }) {
  const shop = useShop()
  const { hidden } = useStore(shop?.keeping.kept ?? NONE)
  const shown = releases.filter(({ release }) => !hidden.includes(release))
  return (
    <ul className="shelf" aria-label={label}>
      {shown.map((release, i) => (
        <Card key={release.release} release={release} eager={i < EAGER} />
      ))}
    </ul>
  )
}
