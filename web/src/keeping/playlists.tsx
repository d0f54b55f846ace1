/** Lists of songs the listener made: their songs can be moved, removed, and played in their order. */
import { Empty } from '../shop/empty.tsx'
import { Link } from '../shop/link.tsx'
import { useShop } from '../shop/shop.tsx'
import { TrackList } from '../shop/trackList.tsx'
import { useWords } from '../words/words.tsx'
import type { Kept, Playlist } from './kept.ts'
import { NewPlaylist } from './newPlaylist.tsx'

export function Playlists({ kept }: { kept: Kept }) {
  const { say } = useWords()
  const shop = useShop()
  return (
    <>
      <NewPlaylist
        onMade={({ id }) => shop?.go({ name: 'library', tab: 'playlists', playlist: id })}
      />
      {kept.playlists.length === 0 && <Empty text={say('noPlaylists')} />}
      <ul className="plain lines">
        {kept.playlists.map((playlist) => (
          <li key={playlist.id}>
            <Link to={{ name: 'library', tab: 'playlists', playlist: playlist.id }}>
              {playlist.name}
            </Link>
            <span className="meta">{say('songCount', { count: playlist.songs.length })}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

export function OnePlaylist({ playlist }: { playlist: Playlist }) {
  const { say } = useWords()
  const shop = useShop()
  const put = (songs: Playlist['songs']) => shop?.keeping.putPlaylist({ ...playlist, songs })
  const remove = () => {
    shop?.keeping.removePlaylist(playlist.id)
    shop?.go({ name: 'library', tab: 'playlists' })
    shop?.toast(say('playlistRemoved', { name: playlist.name }), () =>
      shop.keeping.putPlaylist(playlist),
    )
  }
  const rows = playlist.songs.map((song, i) => ({ song, number: i + 1 }))
  return (
    <>
      {rows.length === 0 && <Empty text={say('emptyPlaylist')} />}
      <TrackList
        rows={rows}
        label={playlist.name}
        withArtist
        move={(from, to) => put(moved(playlist.songs, from, to))}
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
        {say('removePlaylist')}
      </button>
    </>
  )
}

const moved = <Item,>(items: readonly Item[], from: number, to: number): Item[] =>
  items.toSpliced(from, 1).toSpliced(to, 0, ...items.slice(from, from + 1))
