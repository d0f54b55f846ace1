/** The shop window: what is new, from those one follows, what others bought, and the bins. */
import type { ReleaseView } from '../../../node/index.ts'
import { NOTHING } from '../keeping/kept.ts'
import { HeardNews } from '../news/heardNews.tsx'
import { Store, useStore } from '../store.ts'
import { useWords } from '../words/words.tsx'
import { Bins } from './browsePage.tsx'
import { Divider } from './divider.tsx'
import { Empty } from './empty.tsx'
import { fromFollowed } from './followed.ts'
import { Link } from './link.tsx'
import { boughtLately, genres } from './load.ts'
import { Pages, type Listing } from './pages.tsx'
import { Shelf } from './shelf.tsx'
import { useShop } from './shop.tsx'
import { useLoaded } from './useLoaded.ts'

const NONE = new Store(NOTHING)
/** Two rows on a desktop. */
const WINDOW = 10
const ROW = 5

export function HomePage({ first, fresh }: { first: Listing; fresh: readonly ReleaseView[] }) {
  const { say } = useWords()
  const all = [...fresh, ...first.releases]
  return (
    <>
      <Divider title={say('newInShop')} level={1}>
        <Link to={{ name: 'new' }}>{say('allNew')}</Link>
      </Divider>
      {all.length === 0 ? (
        <Empty text={say('nothingHere')} />
      ) : (
        <Shelf releases={all.slice(0, WINDOW)} label={say('newInShop')} />
      )}
      <HeardNews listed={all} />
      <FromFollowed />
      <BoughtLately />
      <SomeBins />
    </>
  )
}

/** All of it, newest first. */
export function NewPage({ first, fresh }: { first: Listing; fresh: readonly ReleaseView[] }) {
  const { say } = useWords()
  return (
    <>
      <Divider title={say('allNew')} level={1} />
      {first.releases.length + fresh.length === 0 ? (
        <Empty text={say('nothingHere')} />
      ) : (
        <Pages first={first} fresh={fresh} query={{}} label={say('allNew')} />
      )}
      <HeardNews listed={[...fresh, ...first.releases]} />
    </>
  )
}

function FromFollowed() {
  const { say } = useWords()
  const shop = useShop()
  const { followed } = useStore(shop?.keeping.kept ?? NONE)
  const wallets = followed.map(({ wallet }) => wallet)
  const loaded = useLoaded(wallets.join(), (signal) => fromFollowed(wallets, signal))
  if (loaded.state !== 'here' || loaded.value.length === 0) return null
  return (
    <section aria-label={say('fromFollowed')}>
      <Divider title={say('fromFollowed')}>
        <Link to={{ name: 'library', tab: 'artists' }}>{say('followedTab')}</Link>
      </Divider>
      <Shelf releases={loaded.value.slice(0, ROW)} label={say('fromFollowed')} isBelow />
    </section>
  )
}

/** Whoever buys is seen by the chain, never named here. */
function BoughtLately() {
  const { say } = useWords()
  const loaded = useLoaded('bought', boughtLately)
  if (loaded.state !== 'here' || loaded.value.length === 0) return null
  return (
    <section aria-label={say('boughtLately')}>
      <Divider title={say('boughtLately')} />
      <Shelf releases={loaded.value.slice(0, ROW)} label={say('boughtLately')} isBelow />
    </section>
  )
}

function SomeBins() {
  const { say } = useWords()
  const loaded = useLoaded('genres', genres)
  if (loaded.state !== 'here' || loaded.value.length === 0) return null
  return (
    <section aria-label={say('genres')}>
      <Divider title={say('genres')}>
        <Link to={{ name: 'browse' }}>{say('allGenres')}</Link>
      </Divider>
      <Bins genres={loaded.value.slice(0, WINDOW)} />
    </section>
  )
}
