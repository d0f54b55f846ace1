/** Sleeves face out. */
import type { ReleaseView } from '../../../node/index.ts'
import { useWindow } from '../lists/useWindow.ts'
import { NOTHING } from '../keeping/kept.ts'
import { Store, useStore } from '../store.ts'
import { Card } from './card.tsx'
import { useShop } from './shop.tsx'

const NONE = new Store(NOTHING)
/** Those that are in view at once are not loaded lazily. */
const EAGER = 6

export function Shelf(props: {
  releases: readonly ReleaseView[]
  label: string
  /** Further down the page, nothing is in view at once. */
  isBelow?: boolean
}) {
  const { releases, label, isBelow = false } = props
  const shop = useShop()
  const { hidden } = useStore(shop?.keeping.kept ?? NONE)
  const away = new Set(hidden)
  const shown = releases.filter(({ release }) => !away.has(release))
  const { list, isLong, from, to } = useWindow<HTMLUListElement>(shown.length)
  return (
    <ul ref={list} className="shelf" aria-label={label} data-long={isLong ? 'yes' : undefined}>
      {shown.slice(from, to).map((release, i) => (
        <Card
          key={release.release}
          release={release}
          eager={!isBelow && from + i < EAGER}
          {...(isLong && { place: { at: from + i + 1, of: shown.length } })}
        />
      ))}
    </ul>
  )
}
