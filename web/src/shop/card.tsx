/** One release as it stands on the shelf. */
import type { ReleaseView } from '../../../node/index.ts'
import { songsOf } from '../player/song.ts'
import { useWords } from '../words/words.tsx'
import { Link } from './link.tsx'
import { PlayDisc } from './playDisc.tsx'
import { useShop } from './shop.tsx'
import { Sleeve } from './sleeve.tsx'
import { Sticker } from './sticker.tsx'
import { useNow } from './useNow.ts'

export function Card(props: {
  release: ReleaseView
  eager?: boolean
  /** In a list of which only a part is drawn. */
  place?: { at: number; of: number }
}) {
  const { release, eager, place } = props
  const { say } = useWords()
  const shop = useShop()
  const { song, state } = useNow()
  const isHere = song?.release === release.release
  const here = isHere ? state : 'idle'
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
          playing={isHere && state !== 'failed'}
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
        <PlayDisc
          state={here}
          size="small"
          label={say(here === 'playing' ? 'pauseSong' : 'playRelease', { title })}
          onPress={() => {
            if (isHere) shop?.player.toggle()
            else shop?.player.play(songsOf(release))
          }}
        />
      </div>
    </li>
  )
}
