/** What the listener keeps: releases, artists, playlists. */
import { lazy, Suspense, useRef, useState } from 'react'
import type { LibraryTab } from '../route.ts'
import { Store, useStore } from '../store.ts'
import { Divider } from '../shop/divider.tsx'
import { Empty } from '../shop/homePage.tsx'
import { Link } from '../shop/link.tsx'
import { useShop } from '../shop/shop.tsx'
import { Sleeve } from '../shop/sleeve.tsx'
import { TrackList } from '../shop/trackList.tsx'
import { useWords } from '../words/words.tsx'
import { NOTHING, type Kept, type Playlist } from './kept.ts'

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
        <Suspense>
          <BoughtPage />
        </Suspense>
      )}
      {tab === 'saved' && <SavedOnes kept={kept} />}
      {tab === 'artists' && <Followed kept={kept} />}
      {tab === 'playlists' && (open ? <OnePlaylist playlist={open} /> : <Playlists kept={kept} />)}
      <InAndOut />
    </>
  )
}

function SavedOnes({ kept }: { kept: Kept }) {
  const { say } = useWords()
  if (kept.saved.length === 0) return <Empty text={say('nothingSaved')} />
  return (
    <ul className="shelf" aria-label={say('savedTab')}>
      {kept.saved.map(({ release, title, artist, cover }) => (
        <li key={release} className="card">
          <Link to={{ name: 'release', release }} className="card-cover" label={title}>
            <Sleeve artwork={cover === undefined ? undefined : { cid: cover, alt: '' }} />
          </Link>
          <div className="about">
            <h2 className="title" dir="auto">
              <Link to={{ name: 'release', release }}>{title}</Link>
            </h2>
            <p className="artist" dir="auto">
              {artist}
            </p>
          </div>
        </li>
      ))}
    </ul>
  )
}

function Followed({ kept }: { kept: Kept }) {
  const { say } = useWords()
  if (kept.followed.length === 0) return <Empty text={say('nobodyFollowed')} />
  return (
    <ul className="plain lines">
      {kept.followed.map(({ wallet, name }) => (
        <li key={wallet}>
          <Link to={{ name: 'artist', wallet }}>{name}</Link>
        </li>
      ))}
    </ul>
  )
}

function Playlists({ kept }: { kept: Kept }) {
  const { say } = useWords()
  const shop = useShop()
  const [name, setName] = useState('')
  return (
    <>
      <form
        className="inline-form"
        onSubmit={(event) => {
          event.preventDefault()
          if (!shop || name.trim() === '') return
          const { id } = shop.keeping.createPlaylist(name.trim())
          setName('')
          shop.go({ name: 'library', tab: 'playlists', playlist: id })
        }}
      >
        <input
          value={name}
          maxLength={200}
          placeholder={say('playlistName')}
          aria-label={say('playlistName')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <button type="submit" className="button">
          {say('create')}
        </button>
      </form>
      {kept.playlists.length === 0 && <Empty text={say('noPlaylists')} />}
      <ul className="plain lines">
        {kept.playlists.map((playlist) => (
          <li key={playlist.id}>
            <Link to={{ name: 'library', tab: 'playlists', playlist: playlist.id }}>
              {playlist.name}
            </Link>
            <span className="meta">
              {say('songsAndTime', { count: playlist.songs.length, time: '' }).replace(/, $/, '')}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

function OnePlaylist({ playlist }: { playlist: Playlist }) {
  const { say } = useWords()
  const shop = useShop()
  const put = (songs: Playlist['songs']) => shop?.keeping.putPlaylist({ ...playlist, songs })
  const remove = () => {
    shop?.keeping.removePlaylist(playlist.id)
    shop?.go({ name: 'library', tab: 'playlists' })
    shop?.toast(playlist.name, () => shop.keeping.putPlaylist(playlist))
  }
  const rows = playlist.songs.map((song, i) => ({ song, number: i + 1 }))
  return (
    <>
      {rows.length === 0 && <Empty text={say('emptyPlaylist')} />}
      <TrackList
        rows={rows}
        label={playlist.name}
        actions={({ song }, i) => (
          <button
            type="button"
            className="text-button"
            aria-label={say('removeSong', { title: song.title })}
            onClick={() => put(playlist.songs.toSpliced(i, 1))}
          >
            {say('remove')}
          </button>
        )}
      />
      <button type="button" className="button" onClick={remove}>
        {say('remove')}
      </button>
    </>
  )
}

function InAndOut() {
  const { say } = useWords()
  const shop = useShop()
  const field = useRef<HTMLInputElement>(null)
  const [problem, setProblem] = useState('')
  const save = () => {
    if (!shop) return
    const url = URL.createObjectURL(shop.keeping.exported())
    const link = Object.assign(document.createElement('a'), { href: url, download: 'megabox.json' })
    link.click()
    URL.revokeObjectURL(url)
  }
  const read = async (file: File | undefined) => {
    if (!file || !shop) return
    const isOurs = await shop.keeping.import(file)
    setProblem(isOurs ? '' : say('importFailed'))
    if (isOurs) shop.toast(say('imported'))
  }
  return (
    <div className="in-and-out">
      <button type="button" className="button" onClick={save}>
        {say('exportAll')}
      </button>
      <button type="button" className="button" onClick={() => field.current?.click()}>
        {say('importAll')}
      </button>
      <input
        ref={field}
        type="file"
        accept="application/json"
        hidden
        onChange={(event) => void read(event.currentTarget.files?.[0])}
      />
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}
