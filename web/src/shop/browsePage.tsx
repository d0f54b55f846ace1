/** By genre. */
import { useWords } from '../words/words.tsx'
import { Divider } from './divider.tsx'
import { Empty } from './empty.tsx'
import { Failed } from './failed.tsx'
import { Link } from './link.tsx'
import { genres, listed, type Genre } from './load.ts'
import { Pages } from './pages.tsx'
import { useLoaded } from './useLoaded.ts'
import { Waiting } from './waiting.tsx'

export function BrowsePage({ genre }: { genre?: string }) {
  const { say } = useWords()
  return (
    <>
      <Divider title={genre ?? say('genres')} level={1}>
        {genre !== undefined && <Link to={{ name: 'browse' }}>{say('allGenres')}</Link>}
      </Divider>
      {genre === undefined ? <Genres /> : <OneGenre key={genre} genre={genre} />}
    </>
  )
}

function Genres() {
  const { say } = useWords()
  const loaded = useLoaded('genres', genres)
  if (loaded.state === 'loading') return <Waiting />
  if (loaded.state === 'failed') return <Failed again={loaded.again} beside />
  if (loaded.value.length === 0) return <Empty text={say('nothingHere')} />
  return <Bins genres={loaded.value} />
}

export function Bins({ genres }: { genres: readonly Genre[] }) {
  return (
    <ul className="bins">
      {genres.map(({ genre, releases }) => (
        <li key={genre}>
          <Link to={{ name: 'browse', genre }} className="bin">
            <span dir="auto">{genre}</span>
            <span className="meta">{releases}</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

function OneGenre({ genre }: { genre: string }) {
  const { say } = useWords()
  const loaded = useLoaded(genre, (signal) => listed({ genre }, signal))
  if (loaded.state === 'loading') return <Waiting />
  if (loaded.state === 'failed') return <Failed again={loaded.again} beside />
  if (loaded.value.releases.length === 0) return <Empty text={say('nothingHere')} />
  return <Pages first={loaded.value} fresh={[]} query={{ genre }} label={genre} />
}
