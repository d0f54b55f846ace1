/**
 * What other shops announced and this one does not list: apart from what is on sale here, without a
 * price and without a way to whoever may have made it, since nobody here has asked the chain.
 */
import type { WorkView } from '../../../node/index.ts'
import { NOTHING } from '../keeping/kept.ts'
import { Divider } from '../shop/divider.tsx'
import { Link } from '../shop/link.tsx'
import { useShop } from '../shop/shop.tsx'
import { Sleeve } from '../shop/sleeve.tsx'
import { isOut, useStateOf, WorkDisc } from '../shop/workDisc.tsx'
import { Store, useStore } from '../store.ts'
import { useWords } from '../words/words.tsx'
import { heard } from './heard.ts'
import { useUnlisted } from './unlisted.ts'

const NONE = new Store(NOTHING)

/** `listed`: what stands beside it, as the shop has it. */
export function HeardShelf({ listed }: { listed: readonly Pick<WorkView, 'release'>[] }) {
  const { say } = useWords()
  const { hidden } = useStore(useShop()?.keeping.kept ?? NONE)
  const works = useUnlisted(useStore(heard))
  const away = new Set([...hidden, ...listed.map(({ release }) => release)])
  const shown = works.filter(({ release }) => !away.has(release))
  if (shown.length === 0) return null
  return (
    <section className="heard" aria-label={say('heardElsewhere')}>
      <Divider title={say('heardElsewhere')} />
      <p className="meta">{say('heardWhy')}</p>
      <ul className="shelf" aria-label={say('heardElsewhere')}>
        {shown.map((work) => (
          <HeardCard key={work.release} work={work} />
        ))}
      </ul>
    </section>
  )
}

function HeardCard({ work }: { work: WorkView }) {
  const { say } = useWords()
  const state = useStateOf(work)
  const to = { name: 'release', release: work.release } as const
  const { title, artist, artwork } = work
  return (
    <li className="card" data-release={work.release}>
      <Link to={to} className="card-cover" label={`${title}, ${say('by', { name: artist.name })}`}>
        <Sleeve artwork={artwork && { ...artwork, alt: '' }} playing={isOut(state)} />
      </Link>
      <div className="about">
        <h3 className="title" dir="auto">
          <Link to={to}>{title}</Link>
        </h3>
        <p className="artist" dir="auto">
          {artist.name}
        </p>
        <p className="meta">{say('notChecked')}</p>
        <WorkDisc work={work} size="small" />
      </div>
    </li>
  )
}
