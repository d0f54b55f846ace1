/** The dapp: a frame that stays, and what a route shows inside it. */
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { PageDocument, PageView, ReleaseView } from '../../node/index.ts'
import { Boundary } from './frame/boundary.tsx'
import { later } from './frame/later.tsx'
import { ShareLine } from './frame/shareLine.tsx'
import { Toast, type Said } from './frame/toast.tsx'
import { Tabs, TopBar } from './frame/topBar.tsx'
import { PlayerBar } from './player/bar.tsx'
import { pathTo, type Route } from './route.ts'
import { SearchPage } from './search/searchPage.tsx'
import { ArtistPage } from './shop/artistPage.tsx'
import { BrowsePage } from './shop/browsePage.tsx'
import { Empty } from './shop/empty.tsx'
import { Failed } from './shop/failed.tsx'
import { HomePage, NewPage } from './shop/homePage.tsx'
import { Link } from './shop/link.tsx'
import { ReleasePage } from './shop/releasePage.tsx'
import type { Shop } from './shop/shop.tsx'
import { Waiting } from './shop/waiting.tsx'
import { useWords } from './words/words.tsx'

// What money is about is much code: it comes when it is asked for, and not before.
const SlipPage = lazy(async () => ({ default: (await import('./buy/slipPage.tsx')).SlipPage }))
const EarningsPage = lazy(async () => ({
  default: (await import('./bought/earningsPage.tsx')).EarningsPage,
}))
const HelpSheet = later(async () => (await import('./frame/helpSheet.tsx')).HelpSheet, 'part')
const FullPlayer = later(async () => (await import('./player/fullPlayer.tsx')).FullPlayer, 'part')
const QueuePanel = later(async () => (await import('./player/queuePanel.tsx')).QueuePanel, 'part')
const SettingsPage = later(
  async () => (await import('./frame/settingsPage.tsx')).SettingsPage,
  'page',
)
const LibraryPage = later(
  async () => (await import('./keeping/libraryPage.tsx')).LibraryPage,
  'page',
)

export interface Shown {
  route: Route
  view: PageView
  state: 'loading' | 'here' | 'failed'
}

/** What only a browser has; on the node there is none. */
export interface Live extends Shop {
  said: Said | undefined
  quiet: () => void
  fresh: readonly ReleaseView[]
  /** Opened and closed by keys as by hand. */
  help: boolean
  setHelp: (open: boolean) => void
  queueOpen: boolean
  setQueueOpen: (open: boolean) => void
  offline: boolean
}

export function App({
  shown,
  playMoney,
  live,
}: {
  shown: Shown
  playMoney: PageDocument['playMoney']
  live?: Live
}) {
  const { say } = useWords()
  const [full, setFull] = useState(false)
  const { route } = shown
  return (
    <div className="frame" data-queue={live?.queueOpen ? 'open' : undefined}>
      <a className="skip" href="#content">
        {say('skip')}
      </a>
      <TopBar route={route} playMoney={playMoney} />
      {live?.offline && (
        <p className="banner offline" role="status">
          {say('offline')}
        </p>
      )}
      <Main shown={shown} fresh={live?.fresh ?? []} />
      {live && (
        <>
          <p className="unseen" role="status">
            {live.fresh[0] && say('arrived', { title: live.fresh[0].title })}
          </p>
          {live.queueOpen && (
            <QueuePanel player={live.player} onClose={() => live.setQueueOpen(false)} />
          )}
          <div className="dock">
            <Toast said={live.said} onGone={live.quiet} />
            <ShareLine player={live.player} />
            <PlayerBar
              player={live.player}
              opens={{
                openFull: () => setFull(true),
                toggleQueue: () => live.setQueueOpen(!live.queueOpen),
                isQueueOpen: live.queueOpen,
              }}
            />
            <Tabs route={route} />
          </div>
          {full && (
            <FullPlayer
              player={live.player}
              onClose={() => setFull(false)}
              openQueue={() => {
                setFull(false)
                live.setQueueOpen(true)
              }}
            />
          )}
          {live.help && <HelpSheet onClose={() => live.setHelp(false)} />}
        </>
      )}
    </div>
  )
}

function Main({ shown, fresh }: { shown: Shown; fresh: readonly ReleaseView[] }) {
  const main = useRef<HTMLElement>(null)
  const path = pathTo(shown.route)
  const first = useRef(path)
  useEffect(() => {
    // Whoever came by a link hears where they are; whoever loaded the page is at its top already.
    if (first.current === path) return
    first.current = path
    // Typing goes on in the search field.
    if (document.activeElement?.closest('.search')) return
    main.current?.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true })
  }, [path])
  return (
    <main
      ref={main}
      id="content"
      aria-busy={shown.state === 'loading'}
      data-page={shown.route.name}
    >
      {/* A search is one page whatever is typed: what it found stays while more is asked. */}
      <Boundary key={shown.route.name === 'search' ? 'search' : path} instead={<Broken />}>
        <Page shown={shown} fresh={fresh} />
      </Boundary>
    </main>
  )
}

function Broken() {
  const { say } = useWords()
  return (
    <Empty text={say('pageBroke')} alone>
      <button type="button" className="button" onClick={() => location.reload()}>
        {say('reload')}
      </button>
    </Empty>
  )
}

const again = (): boolean => dispatchEvent(new Event('megabox:go'))

function Page({ shown, fresh }: { shown: Shown; fresh: readonly ReleaseView[] }) {
  const { say } = useWords()
  const { route, view } = shown
  if (shown.state === 'failed') return <Failed again={again} />
  if (route.name === 'library') return <LibraryPage {...route} />
  if (route.name === 'settings') return <SettingsPage />
  if (route.name === 'slip' || route.name === 'earnings') {
    return (
      <Suspense fallback={<Waiting />}>
        {route.name === 'slip' ? <SlipPage key={route.tx} tx={route.tx} /> : <EarningsPage />}
      </Suspense>
    )
  }
  if (route.name === 'browse') return <BrowsePage {...(route.genre && { genre: route.genre })} />
  if (route.name === 'artist') {
    const first = view.name === 'artist' ? view.artist : undefined
    return <ArtistPage key={route.wallet} wallet={route.wallet} first={first} />
  }
  if (route.name === 'search') {
    const first = view.name === 'search' && view.query === route.query ? view.releases : []
    return <SearchPage asked={route.query} first={first} />
  }
  if (view.name === 'home') {
    const Page = route.name === 'new' ? NewPage : HomePage
    return <Page first={view} fresh={fresh} />
  }
  if (view.name === 'release') {
    const id = route.name === 'release' ? route.release : ''
    return <ReleasePage key={view.release?.release} id={id} release={view.release} />
  }
  if (shown.state === 'loading') return <Waiting />
  return (
    <Empty text={say('unknownPage')} alone>
      <Link to={{ name: 'home' }} className="button">
        {say('backToShop')}
      </Link>
    </Empty>
  )
}
