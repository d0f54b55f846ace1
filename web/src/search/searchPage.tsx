/** What was found: artists, releases, songs. Nothing moves once it is shown. */
import { fingerprintOf, type ReleaseView } from '../../../node/index.ts'
import { AddButton } from '../keeping/addButton.tsx'
import { Divider } from '../shop/divider.tsx'
import { Empty } from '../shop/empty.tsx'
import { Link } from '../shop/link.tsx'
import { Shelf } from '../shop/shelf.tsx'
import { useShop } from '../shop/shop.tsx'
import { TrackList } from '../shop/trackList.tsx'
import { songsOf } from '../player/song.ts'
import { useStore } from '../store.ts'
import { useWords } from '../words/words.tsx'
import type { FoundArtist, FoundSong } from './localSearch.ts'
import { typed } from './typed.ts'
import { useSearch, type Searched } from './useSearch.ts'

export function SearchPage({ asked, first }: { asked: string; first: readonly ReleaseView[] }) {
  const { say } = useWords()
  const shop = useShop()
  const text = useStore(typed).trim()
  const query = shop && text !== '' ? text : asked
  const found = useSearch(query, query === asked ? asked : '', first)
  const { artists, releases, songs, state } = found
  const count = artists.length + releases.length + songs.length
  const isOver = state === 'done' || state === 'alone'
  return (
    <>
      <Divider title={query ? say('resultsFor', { query }) : say('search')} level={1}>
        <Link to={{ name: 'new' }}>{say('allNew')}</Link>
      </Divider>
      <Standing query={query} count={count} state={state} />
      {query === '' && <Empty text={say('searchHint')} />}
      {query !== '' && count === 0 && isOver && <Empty text={say('nothingFound', { query })} />}
      <Artists artists={artists} />
      {releases.length > 0 && (
        <section aria-label={say('releases')}>
          <Divider title={say('releases')} />
          <Shelf releases={releases} label={say('releases')} />
        </section>
      )}
      <Songs songs={songs} />
    </>
  )
}

/** Said once the listener has paused, not at every letter. */
function Standing(props: { query: string; count: number; state: Searched['state'] }) {
  const { query, count, state } = props
  const { say } = useWords()
  const parts = [
    state !== 'typing' && (count > 0 || state === 'done') ? say('hits', { count }) : '',
    state === 'asking' ? say('searching') : '',
    state === 'alone' ? say('searchAlone') : '',
  ]
  return (
    <p className="meta" role="status">
      {query && parts.filter(Boolean).join(' · ')}
    </p>
  )
}

function Artists({ artists }: { artists: readonly FoundArtist[] }) {
  const { say } = useWords()
  if (artists.length === 0) return null
  const isTwice = (name: string) => artists.filter((one) => one.name === name).length > 1
  return (
    <section aria-label={say('artists')}>
      <Divider title={say('artists')} />
      <ul className="plain names">
        {artists.map(({ wallet, name }) => (
          <li key={`${wallet} ${name}`} dir="auto">
            <Link to={{ name: 'artist', wallet }}>{name}</Link>
            {isTwice(name) && (
              <span className="meta">
                {` ${say('fingerprint', { short: fingerprintOf(wallet) })}`}
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Songs({ songs }: { songs: readonly FoundSong[] }) {
  const { say } = useWords()
  const rows = songs.flatMap(({ release, at }) => {
    const song = songsOf(release)[at]
    return song ? [{ song, number: at + 1, explicit: release.tracks[at]?.explicit }] : []
  })
  if (rows.length === 0) return null
  return (
    <section aria-label={say('songs')}>
      <Divider title={say('songs')} />
      <TrackList
        rows={rows}
        label={say('songs')}
        withArtist
        actions={({ song }) => <AddButton songs={[song]} title={song.title} />}
      />
    </section>
  )
}
