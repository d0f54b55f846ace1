/** A shelf with more of it behind a button; what is there never moves. */
import { useState } from 'react'
import type { ReleaseView } from '../../../node/index.ts'
import { useWords } from '../words/words.tsx'
import { listed } from './load.ts'
import { Shelf } from './shelf.tsx'

export interface Listing {
  releases: readonly ReleaseView[]
  cursor: string | null
}

export function Pages(props: {
  first: Listing
  fresh: readonly ReleaseView[]
  query: Readonly<Record<string, string>>
  label: string
}) {
  const { first, fresh, query, label } = props
  const { say } = useWords()
  const [more, setMore] = useState<Listing>({ releases: [], cursor: first.cursor })
  const [turning, setTurning] = useState<'no' | 'yes' | 'failed'>('no')
  const { cursor } = more
  const turn = async () => {
    if (cursor === null || turning === 'yes') return
    setTurning('yes')
    try {
      const next = await listed({ ...query, cursor }, AbortSignal.timeout(20_000))
      setMore(({ releases }) => ({
        releases: [...releases, ...next.releases],
        cursor: next.cursor,
      }))
      setTurning('no')
    } catch {
      setTurning('failed')
    }
  }
  return (
    <>
      <Shelf releases={[...fresh, ...first.releases, ...more.releases]} label={label} />
      {turning === 'failed' && (
        <p className="problem" role="alert">
          {say('shopGone')}
        </p>
      )}
      {cursor !== null && (
        <p className="more">
          <a
            className="button"
            rel="next"
            aria-busy={turning === 'yes'}
            href={`?${new URLSearchParams({ ...query, cursor }).toString()}`}
            onClick={(event) => {
              event.preventDefault()
              void turn()
            }}
          >
            {say(turning === 'yes' ? 'loading' : turning === 'failed' ? 'tryAgain' : 'more')}
          </a>
        </p>
      )}
    </>
  )
}
