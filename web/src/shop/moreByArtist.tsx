/** What else there is: other pressings, of the same songs too, and the artist's other releases. */
import { fold, type ReleaseView } from '../../../node/index.ts'
import { useWords } from '../words/words.tsx'
import { Divider } from './divider.tsx'
import { Link } from './link.tsx'
import { artist } from './load.ts'
import { offerOf, priceOf } from './price.ts'
import { Shelf } from './shelf.tsx'
import { useLoaded } from './useLoaded.ts'

const SHOWN = 5

export function MoreByArtist({ release }: { release: ReleaseView }) {
  const { say } = useWords()
  const { wallet, name } = release.artist
  const loaded = useLoaded(wallet, (signal) => artist(wallet, signal))
  const found = loaded.state === 'here' ? (loaded.value?.releases ?? []) : []
  const others = found.filter((one) => one.release !== release.release)
  const same = others.filter((one) => sharesSongs(one, release))
  const rest = others.filter((one) => !same.includes(one))
  return (
    <>
      <Pressings release={release} same={same} />
      {rest.length > 0 && (
        <section aria-label={say('moreBy', { name })}>
          <Divider title={say('moreBy', { name })}>
            <Link to={{ name: 'artist', wallet }}>{say('allReleases')}</Link>
          </Divider>
          <Shelf releases={rest.slice(0, SHOWN)} label={say('moreBy', { name })} isBelow />
        </section>
      )}
    </>
  )
}

/** The same bytes, or the same names. */
function sharesSongs(one: ReleaseView, other: ReleaseView): boolean {
  const songs = new Set(other.tracks.flatMap(({ cid, title }) => [cid, fold(title)]))
  return one.tracks.some(({ cid, title }) => songs.has(cid) || songs.has(fold(title)))
}

function Pressings({ release, same }: { release: ReleaseView; same: readonly ReleaseView[] }) {
  const { say, language } = useWords()
  const others = release.editions.filter(({ edition }) => edition !== release.edition)
  if (others.length + same.length === 0) return null
  return (
    <section aria-label={say('otherPressings')}>
      <Divider title={say('otherPressings')} />
      <ul className="plain lines">
        {others.map(({ edition, closed, cap, currency, price }) => (
          <li key={edition}>
            <span>{say('pressing', { number: edition.slice(2, 8) })}</span>
            <span className="meta">
              {[
                closed ? say('closedPressing') : priceOf({ currency, price }, say, language).text,
                cap > 0 ? say('copiesAtMost', { count: cap }) : '',
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
        {same.map((one) => (
          <li key={one.release}>
            <span dir="auto">
              <Link to={{ name: 'release', release: one.release }}>{one.title}</Link>
            </span>
            <span className="meta">{offerOf(one, say, language).text}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
