/** By genre. */
import { useWords } from '../words/words.tsx'
import { Divider } from './divider.tsx'
import { Empty, Pages } from './homePage.tsx'
import { Link } from './link.tsx'
import { genres, listed } from './load.ts'
import { useLoaded } from './useLoaded.ts'

export function BrowsePage({ genre }: { genre?: string }) {
  const { say } = useWords()
  return (
    <>
      <Divider title={genre ?? say('genres')} level={1}>
        {genre !== undefined && <Link to={{ name: 'browse' }}>{say('genres')}</Link>}
      </Divider>
      {genre === undefined ? <Genres /> : <Genre key={genre} genre={genre} />}
    </>
  )
}

function Genres() {
  const { say } = useWords()
  const loaded = useLoaded('genres', genres)
  if (loaded.state === 'loading') return <p className="unseen">{say('loading')}</p>
  if (loaded.state === 'failed') return <Empty text={say('shopGone')} />
  if (loaded.value.length === 0) return <Empty text={say('nothingHere')} />
  return (
    <ul className="bins">
      {loaded.value.map(({ genre, releases }) => (
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

function Genre({ genre }: { genre: string }) {
  const { say } = useWords()
  const loaded = useLoaded(genre, (signal) => listed({ genre }, signal))
  if (loaded.state === 'loading') return <p className="unseen">{say('loading')}</p>
  if (loaded.state === 'failed') return <Empty text={say('shopGone')} />
  if (loaded.value.releases.length === 0) return <Empty text={say('nothingHere')} />
  return <Pages first={loaded.value} fresh={[]} query={{ genre }} label={genre} />
}
