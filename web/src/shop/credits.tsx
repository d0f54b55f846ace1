/** Who did what: on all of it, and on single songs. */
import type { ReleaseView } from '../../../node/index.ts'
import { useWords } from '../words/words.tsx'
import { Divider } from './divider.tsx'

type Credit = NonNullable<ReleaseView['credits']>[number]

export function Credits({ release }: { release: ReleaseView }) {
  const { say } = useWords()
  const { credits = [], tracks } = release
  const single = tracks.filter((track) => (track.credits ?? []).length > 0)
  if (credits.length + single.length === 0) return null
  return (
    <section aria-label={say('credits')}>
      <Divider title={say('credits')} />
      <dl className="credits">
        {credits.map((credit, i) => (
          <OneCredit key={i} credit={credit} />
        ))}
      </dl>
      {single.map(({ title, credits: own = [] }, i) => (
        <div key={i}>
          <h3 className="small-title" dir="auto">
            {title}
          </h3>
          <dl className="credits">
            {own.map((credit, j) => (
              <OneCredit key={j} credit={credit} />
            ))}
          </dl>
        </div>
      ))}
    </section>
  )
}

function OneCredit({ credit: { name, role } }: { credit: Credit }) {
  return (
    <div>
      <dt className="meta" dir="auto">
        {role}
      </dt>
      <dd dir="auto">{name}</dd>
    </div>
  )
}
