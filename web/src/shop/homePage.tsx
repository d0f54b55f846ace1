/** The shop window. */
import { useState } from 'react'
import type { ReleaseView } from '../../../node/index.ts'
import { useWords } from '../words/words.tsx'
import { Divider } from './divider.tsx'
import { useElsewhere } from './elsewhere.ts'
import { Link } from './link.tsx'
import { listed } from './load.ts'
import { Shelf } from './shelf.tsx'

interface Listing {
  releases: readonly ReleaseView[]
  cursor: string | null
}

export function HomePage({ first, fresh }: { first: Listing; fresh: readonly ReleaseView[] }) {
  const { say } = useWords()
  return (
    <>
      <Divider title={say('newInShop')} level={1} />
      {first.releases.length + fresh.length === 0 ? (
        <Empty text={say('nothingHere')} />
      ) : (
        <Pages first={first} fresh={fresh} query={{}} label={say('newInShop')} />
      )}
    </>
  )
}

export function SearchPage({ query, first }: { query: string; first: Listing }) {
  const { say } = useWords()
  const { state, hits } = useElsewhere(query)
  const known = new Set(first.releases.map(({ release }) => release))
  const others = hits.filter(({ release }) => !known.has(release))
  const count = first.releases.length + others.length
  return (
    <>
      <Divider title={query ? say('resultsFor', { query }) : say('search')} level={1}>
        <Link to={{ name: 'home' }}>{say('allNew')}</Link>
      </Divider>
      <p className="meta" role="status">
        {query && (count > 0 || state === 'done') ? say('hits', { count }) : ''}
        {state === 'asking' && query ? ` ${say('searching')}` : ''}
      </p>
      {count === 0 && query && state === 'done' && <Empty text={say('nothingFound', { query })} />}
      {first.releases.length > 0 && (
        <Pages first={first} fresh={[]} query={{ q: query }} label={say('releases')} />
      )}
      {others.length > 0 && (
        <>
          <Divider title={say('elsewhere')} />
          <Shelf releases={others} label={say('elsewhere')} />
        </>
      )}
    </>
  )
}

/** A shelf with more of it behind a button; what is there never moves. */
export function Pages(props: {
  first: Listing
  fresh: readonly ReleaseView[]
  query: Readonly<Record<string, string>>
  label: string
}) {
  const { first, fresh, query, label } = props
  const { say } = useWords()
  const [more, setMore] = useState<Listing>({ releases: [], cursor: first.cursor })
  const [failed, setFailed] = useState(false)
  const { cursor } = more
  const turn = async () => {
    if (cursor === null) return
    setFailed(false)
    try {
      const next = await listed({ ...query, cursor }, AbortSignal.timeout(20_000))
      setMore(({ releases }) => ({
        releases: [...releases, ...next.releases],
        cursor: next.cursor,
      }))
    } catch {
      setFailed(true)
    }
  }
  return (
    <>
      <Shelf releases={[...fresh, ...first.releases, ...more.releases]} label={label} />
      {failed && (
        <p className="problem" role="alert">
          {say('shopGone')}
        </p>
      )}
      {cursor !== null && (
        <p className="more">
          <a
            className="button"
            rel="next"
            href={`?${new URLSearchParams({ ...query, cursor }).toString()}`}
            onClick={(event) => {
              event.preventDefault()
              void turn()
            }}
          >
            {say('more')}
          </a>
        </p>
      )}
    </>
  )
}

export function Empty({ text, children }: { text: string; children?: React.ReactNode }) {
  return (
    <div className="empty">
      <div className="empty-sleeve" aria-hidden="true" />
      <p>{text}</p>
      {children}
    </div>
  )
}
