/** The dapp: a frame that stays, and what a route shows inside it. */
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { PageDocument, PageView, ReleaseView } from '../../node/index.ts'
import { HelpSheet } from './frame/helpSheet.tsx'
import { SettingsPage } from './frame/settingsPage.tsx'
import { ShareLine } from './frame/shareLine.tsx'
import { Toast, type Said } from './frame/toast.tsx'
import { Tabs, TopBar } from './frame/topBar.tsx'
import { LibraryPage } from './keeping/libraryPage.tsx'
import { PlayerBar } from './player/bar.tsx'
import { FullPlayer } from './player/fullPlayer.tsx'
import { QueuePanel } from './player/queuePanel.tsx'
import { pathTo, type Route } from './route.ts'
import { ArtistPage } from './shop/artistPage.tsx'
import { BrowsePage } from './shop/browsePage.tsx'
import { Empty, HomePage, SearchPage } from './shop/homePage.tsx'
import { Link } from './shop/link.tsx'
import { ReleasePage } from './shop/releasePage.tsx'
import type { Shop } from './shop/shop.tsx'
import { useWords } from './words/words.tsx'

// What money is about comes with its own code.
const SlipPage = lazy(async () => ({ default: (await import('./buy/slipPage.tsx')).SlipPage }))
const EarningsPage = lazy(async () => ({
  default: (await import('./bought/earningsPage.tsx')).EarningsPage,
}))

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
      <Page shown={shown} fresh={fresh} />
    </main>
  )
}

function Page({ shown, fresh }: { shown: Shown; fresh: readonly ReleaseView[] }) {
  const { say } = useWords()
  const { route, view } = shown
  if (shown.state === 'failed') return <Empty text={say('shopGone')} />
  if (route.name === 'library') return <LibraryPage {...route} />
  if (route.name === 'settings') return <SettingsPage />
  if (route.name === 'slip' || route.name === 'earnings') {
    return (
      <Suspense>
        {route.name === 'slip' ? <SlipPage key={route.tx} tx={route.tx} /> : <EarningsPage />}
      </Suspense>
    )
  }
  if (route.name === 'browse') return <BrowsePage {...(route.genre && { genre: route.genre })} />
  if (route.name === 'artist') return <ArtistPage key={route.wallet} wallet={route.wallet} />
  if (view.name === 'home') return <HomePage first={view} fresh={fresh} />
  if (view.name === 'search') return <SearchPage key={view.query} query={view.query} first={view} />
  if (view.name === 'release') return <ReleasePage release={view.release} />
  return (
    <Empty text={say('unknownPage')}>
      <Link to={{ name: 'home' }} className="button">
        {say('backToShop')}
      </Link>
    </Empty>
  )
}
