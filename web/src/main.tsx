/** The dapp in a browser: takes over the page the node rendered, or draws it where plain files are served. */
import { startTransition, useCallback, useEffect, useMemo, useState } from 'react'
import { createRoot, hydrateRoot } from 'react-dom/client'
import type { PageDocument, ReleaseView } from '../../node/index.ts'
import { App, type Live, type Shown } from './app.tsx'
import { bringAll } from './frame/later.tsx'
import { openSettings, settings } from './frame/settings.ts'
import type { Said } from './frame/toast.tsx'
import { Keeping } from './keeping/keeping.ts'
import { savedOf } from './keeping/savedOf.ts'
import { listenToKeys } from './player/keys.ts'
import { showOnLockScreen } from './player/mediaSession.ts'
import { Player } from './player/player.ts'
import { remember } from './player/remembered.ts'
import { sharedPlayer, type Elsewhere } from './player/sharedPlayer.ts'
import { hear } from './news/heard.ts'
import { parseRoute, pathOf, pathTo, type Route } from './route.ts'
import { learn } from './search/known.ts'
import { listed, load } from './shop/load.ts'
import { ShopContext } from './shop/shop.tsx'
import { Saver } from './keeping/saver.ts'
import type { ShopPeer } from './peer/shopPeer.ts'
import type { PeerStatus } from './peer/status.ts'
import { sounds } from './sounds.ts'
import { remembered } from './buy/remembered.ts'
import { Store, useStore } from './store.ts'
import { bringLanguage, languageOf, type Language } from './words/say.ts'
import { Speaking } from './words/words.tsx'
import '@fontsource-variable/bricolage-grotesque/wght.css'
import '@fontsource-variable/instrument-sans/wght.css'
import './look/look.css'

const FRESH_MS = 5000

const base = new URL(document.baseURI)
/** Plain files, from wherever: paths stand behind a hash there. */
const isPlain = document.getElementById('page') === null
const hrefOf = (route: Route): string => (isPlain ? `#${pathTo(route)}` : pathTo(route))
const urlOf = (cid: string): string => new URL(`ipfs/${cid}`, base).pathname

const first = firstDocument()
const firstLanguage = languageOf(first?.languages ?? navigator.languages)
if (first) learn(releasesIn(first.view))
openSettings()
const audio = new Audio()
audio.preload = 'auto'
document.body.append(audio)
const peer = openPeer()
const peerStatus = new Store<PeerStatus | undefined>(undefined)
const servedBy: ShopPeer['servedBy'] = async (...asked) => (await peer).servedBy(...asked)
const saver = new Saver(peer)
const ownPlayer = new Player(audio, sounds(peer))
const elsewhere: Elsewhere = {}
const player = sharedPlayer(ownPlayer, elsewhere)
remember(ownPlayer)
showOnLockScreen(ownPlayer, urlOf)
if (isSecureContext)
  void import('./player/tabs.ts').then(({ shareWithTabs }) => shareWithTabs(ownPlayer, elsewhere))
const keeping = new Keeping()
void keeping.loaded.then(() => saver.resume(keeping.kept.value.saved)).catch(() => undefined)

// A payment that was under way when a page was left is picked up.
if (remembered().isOpen) void import('./buy/cashier.ts').then(({ cashier }) => cashier())

/** It waits for nothing and nothing waits for it, but a song. */
async function openPeer(): Promise<ShopPeer> {
  const { ShopPeer } = await import('./peer/shopPeer.ts')
  const peer = new ShopPeer({ sharing: settings.value.sharing ?? false })
  peer.onStatus((status) => peerStatus.set(status))
  peer.onNews(hear)
  settings.watch(() => void peer.setSharing(settings.value.sharing ?? false))
  return peer
}

function firstDocument(): PageDocument | undefined {
  const text = document.getElementById('page')?.textContent
  // Written by our own node into its own page.
  return text ? (JSON.parse(text) as PageDocument) : undefined
}

function releasesIn(view: PageDocument['view']): readonly ReleaseView[] {
  if (view.name === 'release') return view.release ? [view.release] : []
  return view.name === 'home' || view.name === 'search' ? view.releases : []
}

function Dapp() {
  const [language, setLanguage] = useState<Language>(firstLanguage)
  const { language: chosen } = useStore(settings)
  // After the first draw, which must be as the node's was.
  useEffect(() => {
    if (chosen) void bringLanguage(chosen).then(() => setLanguage(chosen))
  }, [chosen])
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const shown = useRoute()
  const live = useLive(shown)
  const [isDrawn, setDrawn] = useState(false)
  // The first draw is what the node drew.
  useEffect(() => setDrawn(true), [])
  return (
    <Speaking language={language} speak={(language) => settings.patch({ language })}>
      <ShopContext value={live}>
        <App shown={shown} playMoney={first?.playMoney ?? false} {...(isDrawn && { live })} />
      </ShopContext>
    </Speaking>
  )
}

/** Where one is, and what is there. */
function useRoute(): Shown {
  const [shown, setShown] = useState<Shown>(() => {
    const route = parseRoute(first?.path ?? pathOf(location))
    return first
      ? { route, view: first.view, state: 'here' }
      : { route, view: { name: 'other' }, state: 'loading' }
  })
  useEffect(() => {
    let leave = new AbortController()
    const arrive = () => {
      leave.abort()
      leave = new AbortController()
      const { signal } = leave
      const route = parseRoute(pathOf(location))
      const show = (next: Partial<Shown>) => {
        if (!signal.aborted) startTransition(() => setShown((now) => ({ ...now, ...next, route })))
      }
      setShown((now) => ({ ...now, state: 'loading' }))
      load(route, signal).then(
        (view) => show({ view, state: 'here' }),
        () => show({ state: 'failed' }),
      )
    }
    // Without its node, the page that was kept opens at every address.
    if (first?.path !== pathOf(location)) arrive()
    addEventListener('popstate', arrive)
    addEventListener('megabox:go', arrive)
    return () => {
      leave.abort()
      removeEventListener('popstate', arrive)
      removeEventListener('megabox:go', arrive)
    }
  }, [])
  return shown
}

function go(route: Route): void {
  const isSearch = parseRoute(pathOf(location)).name === 'search' && route.name === 'search'
  // Each letter typed is not a step back.
  if (isSearch) history.replaceState(null, '', hrefOf(route))
  else history.pushState(null, '', hrefOf(route))
  if (!isSearch) scrollTo(0, 0)
  dispatchEvent(new Event('megabox:go'))
}

function useLive(shown: Shown): Live {
  const [said, setSaid] = useState<Said>()
  const [help, setHelp] = useState(false)
  const [queueOpen, setQueueOpen] = useState(false)
  const quiet = useCallback(() => setSaid(undefined), [])
  const fresh = useFresh(shown)
  const offline = useOffline()
  useEffect(
    () =>
      listenToKeys({
        player,
        search: () => document.querySelector<HTMLElement>('#search')?.focus(),
        queue: () => setQueueOpen((open) => !open),
        help: () => setHelp(true),
        save: () => saveWhatPlays(shown),
        isOn: () => settings.value.keys,
      }),
    [shown],
  )
  return useMemo(
    () => ({
      ...{
        player,
        keeping,
        saver,
        peerStatus,
        servedBy,
        go,
        urlOf,
        hrefOf,
        said,
        quiet,
        fresh,
        offline,
      },
      ...{ help, setHelp, queueOpen, setQueueOpen },
      toast: (text: string, undo?: () => void) => setSaid({ text, undo }),
    }),
    [said, quiet, fresh, offline, help, queueOpen],
  )
}

function saveWhatPlays({ view }: Shown): void {
  if (view.name !== 'release' || !view.release) return
  const kept = savedOf(view.release)
  keeping.save(kept)
  void saver.save(kept)
}

/** What other nodes brought since the page was drawn. */
function useFresh(shown: Shown): readonly ReleaseView[] {
  const [fresh, setFresh] = useState<readonly ReleaseView[]>([])
  useEffect(() => {
    if (shown.view.name !== 'home') return
    const known = new Set(shown.view.releases.map(({ release }) => release))
    setFresh([])
    const leave = new AbortController()
    const look = async () => {
      if (document.hidden) return
      const { releases } = await listed({}, leave.signal)
      const arrived = releases.filter(({ release }) => !known.has(release))
      for (const { release } of arrived) known.add(release)
      if (arrived.length > 0) setFresh((now) => [...arrived, ...now])
    }
    // A shop that does not answer is asked again: what is here stays.
    const timer = setInterval(() => void look().catch(() => undefined), FRESH_MS)
    return () => {
      leave.abort()
      clearInterval(timer)
    }
  }, [shown.view])
  return fresh
}

function useOffline(): boolean {
  const [offline, setOffline] = useState(false)
  useEffect(() => {
    const look = () => setOffline(!navigator.onLine)
    look()
    addEventListener('online', look)
    addEventListener('offline', look)
    return () => {
      removeEventListener('online', look)
      removeEventListener('offline', look)
    }
  }, [])
  return offline
}

/** What else the page may need, once it is calm: it works without its shop then, too. */
const CALM_MS = 4000
setTimeout(() => void bringAll(), CALM_MS)

void bringLanguage(firstLanguage).then(() => {
  const root = document.getElementById('root')
  if (!root) throw new Error('the page has no #root')
  // In slices: whoever scrolls or types meanwhile is answered.
  if (first) startTransition(() => void hydrateRoot(root, <Dapp />))
  else createRoot(root).render(<Dapp />)
})
