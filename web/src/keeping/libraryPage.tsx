/** What the listener keeps: releases, artists, playlists. */
import { lazy, Suspense } from 'react'
import type { LibraryTab } from '../route.ts'
import { Store, useStore } from '../store.ts'
import { Divider } from '../shop/divider.tsx'
import { Empty } from '../shop/empty.tsx'
import { fromFollowed } from '../shop/followed.ts'
import { Link } from '../shop/link.tsx'
import { PlayDisc } from '../shop/playDisc.tsx'
import { Shelf } from '../shop/shelf.tsx'
import { useShop } from '../shop/shop.tsx'
import { Sleeve } from '../shop/sleeve.tsx'
import { useLoaded } from '../shop/useLoaded.ts'
import { useNow } from '../shop/useNow.ts'
import { Waiting } from '../shop/waiting.tsx'
import { useWords } from '../words/words.tsx'
import { NOTHING, type Kept, type Saved } from './kept.ts'
import { OnePlaylist, Playlists } from './playlists.tsx'
import { InAndOut } from './inAndOut.tsx'
import { SavingNote } from './savingNote.tsx'
import { StorageLine } from './storageLine.tsx'

// It reads the chain: its code comes when it is looked at.
const BoughtPage = lazy(async () => ({
  default: (await import('../bought/boughtPage.tsx')).BoughtPage,
}))

const NONE = new Store(NOTHING)

export function LibraryPage({ tab, playlist }: { tab: LibraryTab; playlist?: string }) {
  const { say } = useWords()
  const shop = useShop()
  const kept = useStore(shop?.keeping.kept ?? NONE)
  const tabs = [
    ['bought', say('boughtTab')],
    ['saved', say('savedTab')],
    ['artists', say('followedTab')],
    ['playlists', say('playlistsTab')],
  ] as const
  const open = kept.playlists.find(({ id }) => id === playlist)
  return (
    <>
      <Divider title={open ? open.name : say('library')} level={1} />
      <nav className="subtabs" aria-label={say('library')}>
        {tabs.map(([name, text]) => (
          <Link
            key={name}
            to={{ name: 'library', tab: name }}
            current={name === tab}
            className="place"
          >
            {text}
          </Link>
        ))}
      </nav>
      {tab === 'bought' && (
        <Suspense fallback={<Waiting />}>
          <BoughtPage />
        </Suspense>
      )}
      {tab === 'saved' && <SavedOnes kept={kept} />}
      {tab === 'saved' && <StorageLine />}
      {tab === 'artists' && <Followed kept={kept} />}
      {tab === 'playlists' && (open ? <OnePlaylist playlist={open} /> : <Playlists kept={kept} />)}
      <InAndOut />
    </>
  )
}

function SavedOnes({ kept }: { kept: Kept }) {
  const { say } = useWords()
  if (kept.saved.length === 0) return <NothingYet text={say('nothingSaved')} />
  return (
    <ul className="shelf" aria-label={say('savedTab')}>
      {kept.saved.map((saved) => (
        <SavedCard key={saved.release} saved={saved} />
      ))}
    </ul>
  )
}

/** Enough to play it when its release page is out of reach. */
function SavedCard({ saved }: { saved: Saved }) {
  const { say } = useWords()
  const shop = useShop()
  const { song, state } = useNow()
  const { release, title, artist, wallet, cover, songs } = saved
  const here = song?.release === release ? state : 'idle'
  const to = { name: 'release', release } as const
  return (
    <li className="card">
      <Link to={to} className="card-cover" label={`${title}, ${say('by', { name: artist })}`}>
        <Sleeve
          artwork={cover === undefined ? undefined : { cid: cover, alt: '' }}
          playing={here !== 'idle' && here !== 'failed'}
        />
      </Link>
      <div className="about">
        <h2 className="title" dir="auto">
          <Link to={to}>{title}</Link>
        </h2>
        <p className="artist" dir="auto">
          <Link to={{ name: 'artist', wallet }}>{artist}</Link>
        </p>
        <PlayDisc
          state={here}
          size="small"
          label={say(here === 'playing' ? 'pauseSong' : 'playRelease', { title })}
          onPress={() => (here === 'idle' ? shop?.player.play(songs) : shop?.player.toggle())}
        />
        <SavingNote saved={saved} />
      </div>
    </li>
  )
}

function Followed({ kept }: { kept: Kept }) {
  const { say } = useWords()
  const wallets = kept.followed.map(({ wallet }) => wallet)
  const loaded = useLoaded(wallets.join(), (signal) => fromFollowed(wallets, signal))
  if (kept.followed.length === 0) return <NothingYet text={say('nobodyFollowed')} />
  return (
    <>
      <ul className="plain names">
        {kept.followed.map(({ wallet, name }) => (
          <li key={wallet} dir="auto">
            <Link to={{ name: 'artist', wallet }}>{name}</Link>
          </li>
        ))}
      </ul>
      {loaded.state === 'here' && loaded.value.length > 0 && (
        <section aria-label={say('fromFollowed')}>
          <Divider title={say('fromFollowed')} />
          <Shelf releases={loaded.value} label={say('fromFollowed')} isBelow />
        </section>
      )}
    </>
  )
}

function NothingYet({ text }: { text: string }) {
  const { say } = useWords()
  return (
    <Empty text={text}>
      <Link to={{ name: 'home' }} className="button">
        {say('backToShop')}
      </Link>
    </Empty>
  )
}
