/** Keeps it in IndexedDB, and tells the other tabs. */
import { openDB, type IDBPDatabase } from 'idb'
import { Store } from '../store.ts'
import type { Song } from '../player/song.ts'
import { merged, NOTHING, parseKept, type Kept, type Playlist, type Saved } from './kept.ts'

const CHANNEL = 'megabox:kept'
const KEPT = 'kept'

export class Keeping {
  readonly kept = new Store<Kept>(NOTHING)
  /** What was kept before is here. */
  readonly loaded: Promise<void>
  #database: IDBPDatabase | undefined
  #channel: BroadcastChannel | undefined
  #writing: Promise<unknown> = Promise.resolve()

  constructor() {
    this.loaded = this.#open()
  }

  isSaved(release: string): boolean {
    return this.kept.value.saved.some((one) => one.release === release)
  }

  save(release: Saved): void {
    this.#change((kept) => ({
      saved: [release, ...without(kept.saved, 'release', release.release)],
    }))
    // Otherwise a browser that is short of room may drop it.
    void navigator.storage.persist().catch(() => false)
  }

  unsave(release: string): void {
    this.#change((kept) => ({ saved: without(kept.saved, 'release', release) }))
  }

  follows(wallet: string): boolean {
    return this.kept.value.followed.some((one) => one.wallet === wallet)
  }

  follow(wallet: string, name: string): void {
    this.#change((kept) => ({
      followed: [{ wallet, name }, ...without(kept.followed, 'wallet', wallet)],
    }))
  }

  unfollow(wallet: string): void {
    this.#change((kept) => ({ followed: without(kept.followed, 'wallet', wallet) }))
  }

  createPlaylist(name: string): Playlist {
    const playlist = { id: crypto.randomUUID(), name, songs: [] }
    this.#change((kept) => ({ playlists: [...kept.playlists, playlist] }))
    return playlist
  }

  removePlaylist(id: string): void {
    this.#change((kept) => ({ playlists: without(kept.playlists, 'id', id) }))
  }

  /** Undoes a removal, too. */
  putPlaylist(playlist: Playlist): void {
    this.#change((kept) => {
      const at = kept.playlists.findIndex(({ id }) => id === playlist.id)
      return {
        playlists:
          at < 0 ? [...kept.playlists, playlist] : kept.playlists.toSpliced(at, 1, playlist),
      }
    })
  }

  addTo(id: string, songs: readonly Song[]): void {
    const playlist = this.kept.value.playlists.find((one) => one.id === id)
    if (playlist) this.putPlaylist({ ...playlist, songs: [...playlist.songs, ...songs] })
  }

  hide(release: string): void {
    this.#change((kept) => ({ hidden: [...new Set([...kept.hidden, release])] }))
  }

  show(release: string): void {
    this.#change((kept) => ({ hidden: kept.hidden.filter((one) => one !== release) }))
  }

  /** The whole, as a file. */
  exported(): Blob {
    return new Blob([JSON.stringify(this.kept.value, undefined, 2)], { type: 'application/json' })
  }

  /** False when the file is none of ours: nothing has changed then. */
  async import(file: Blob): Promise<boolean> {
    const theirs = parseKept(await parsed(file))
    if (!theirs) return false
    this.#change((kept) => merged(kept, theirs))
    return true
  }

  async #open(): Promise<void> {
    this.#database = await openDB('megabox-kept', 2, {
      upgrade: (database, version) => {
        if (version < 1) database.createObjectStore('state')
        database.createObjectStore('playlists')
      },
    })
    this.#channel = new BroadcastChannel(CHANNEL)
    this.#channel.onmessage = () => void this.#read()
    await this.#read()
  }

  async #read(): Promise<void> {
    const small: unknown = await this.#database?.get('state', KEPT)
    const playlists: unknown[] = (await this.#database?.getAll('playlists')) ?? []
    const kept = parseKept(joined(small, playlists))
    if (kept) this.kept.set(kept)
  }

  /** A playlist may be long: only those that changed are written. */
  async #write(before: Kept, after: Kept): Promise<void> {
    const known = new Set(before.playlists)
    const changed = after.playlists.filter((one) => !known.has(one))
    const ids = after.playlists.map(({ id }) => id)
    const gone = before.playlists.filter(({ id }) => !ids.includes(id))
    const writing = this.#database?.transaction(['state', 'playlists'], 'readwrite')
    if (!writing) return
    const playlists = writing.objectStore('playlists')
    await Promise.all([
      ...changed.map((one) => playlists.put(one, one.id)),
      ...gone.map(({ id }) => playlists.delete(id)),
      writing.objectStore('state').put({ ...after, playlists: ids }, KEPT),
      writing.done,
    ])
  }

  #change(change: (kept: Kept) => Partial<Kept>): void {
    const before = this.kept.value
    const after = { ...before, ...change(before) }
    this.kept.set(after)
    this.#writing = this.#writing
      .then(() => this.loaded)
      .then(() => this.#write(before, after))
      .then(() => this.#channel?.postMessage('changed'))
      .catch((problem: unknown) => console.error('what you keep could not be written', problem))
  }
}

/** As it was written: the playlists' ids with the rest, each playlist by itself. */
function joined(small: unknown, playlists: readonly unknown[]): unknown {
  if (typeof small !== 'object' || small === null) return undefined
  const ids = 'playlists' in small && Array.isArray(small.playlists) ? small.playlists : []
  const byId = new Map(playlists.map((one) => [(one as Partial<Playlist> | null)?.id, one]))
  // A stranger in there is refused with the rest, by whoever parses it.
  return { ...small, playlists: ids.flatMap((id) => byId.get(id as string) ?? []) }
}

const without = <Item, Key extends keyof Item>(
  items: readonly Item[],
  key: Key,
  value: Item[Key],
): Item[] => items.filter((item) => item[key] !== value)

async function parsed(file: Blob): Promise<unknown> {
  try {
    return JSON.parse(await file.text()) as unknown
  } catch {
    return undefined
  }
}
