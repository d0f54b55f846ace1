/** One release as it stands on the shelf. */
import type { ReleaseView } from '../../../node/index.ts'
import { useWords } from '../words/words.tsx'
import { Link } from './link.tsx'
import { Sleeve } from './sleeve.tsx'
import { Sticker } from './sticker.tsx'
import { isOut, useStateOf, WorkDisc } from './workDisc.tsx'

export function Card(props: {
  release: ReleaseView
  eager?: boolean
  /** In a list of which only a part is drawn. */
  place?: { at: number; of: number }
}) {
  const { release, eager, place } = props
  const { say } = useWords()
  const state = useStateOf(release)
  const to = { name: 'release', release: release.release } as const
  const { title, artist } = release
  return (
    <li
      className="card"
      data-release={release.release}
      aria-posinset={place?.at}
      aria-setsize={place?.of}
    >
      <Link to={to} className="card-cover" label={`${title}, ${say('by', { name: artist.name })}`}>
        <Sleeve
          artwork={release.artwork && { ...release.artwork, alt: '' }}
          playing={isOut(state)}
          eager={eager ?? false}
        />
      </Link>
      <div className="about">
        <h2 className="title" dir="auto">
          <Link to={to}>{title}</Link>
        </h2>
        <p className="artist" dir="auto">
          <Link to={{ name: 'artist', wallet: artist.wallet }}>{artist.name}</Link>
        </p>
        <p className="price">
          <Sticker release={release} />
        </p>
        <WorkDisc work={release} size="small" />
      </div>
    </li>
  )
}
