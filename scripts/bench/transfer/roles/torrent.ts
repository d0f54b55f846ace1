/**
 * WebTorrent between two processes: no trackers, no DHT, the one peer named. It is no dependency of
 * ours: `torrent/package.json` pins it and it is installed there when the row is first run.
 */
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where its own `package.json` is. */
export const TORRENT_FOLDER = fileURLToPath(new URL('../torrent/', import.meta.url))

const INSTALLED = join(TORRENT_FOLDER, 'node_modules/webtorrent/index.js')

interface Running extends NodeJS.EventEmitter {
  torrentFile: Uint8Array
  addPeer(address: string): boolean
}
interface Client extends NodeJS.EventEmitter {
  torrentPort: number
  seed(path: string, options: object): Running
  add(torrent: Uint8Array, options: object): Running
  remove(torrent: Running, options: object, done: () => void): void
}
interface Library {
  default: new (options: object) => Client
}

const QUIET = {
  dht: false,
  tracker: false,
  lsd: false,
  natUpnp: false,
  natPmp: false,
  utPex: false,
}

export class Torrent {
  #client: Promise<Client> | undefined

  /** `utp` false: TCP only. */
  async open({ utp = true } = {}): Promise<void> {
    // No types come with it, and it may not be installed: what is used of it is written above.
    const { default: WebTorrent } = (await import(INSTALLED)) as Library
    this.#client = Promise.resolve(new WebTorrent({ ...QUIET, utp }))
    await this.#client
  }

  async seed(path: string): Promise<{ torrent: Uint8Array; port: number }> {
    const client = await this.#open
    const seeding = client.seed(path, { announce: [], store: undefined })
    await once(seeding, 'ready')
    if (!client.torrentPort) await once(client, 'listening')
    return { torrent: Uint8Array.from(seeding.torrentFile), port: client.torrentPort }
  }

  async keep(torrent: Uint8Array, port: number, directory: string): Promise<number> {
    const client = await this.#open
    const started = performance.now()
    const download = client.add(torrent, { path: directory, announce: [] })
    await once(download, 'infoHash')
    download.addPeer(`127.0.0.1:${port}`)
    await once(download, 'done')
    const ms = performance.now() - started
    await new Promise<void>((resolve) => client.remove(download, {}, resolve))
    await rm(directory, { recursive: true })
    return ms
  }

  get #open(): Promise<Client> {
    if (!this.#client) throw new Error('WebTorrent is not open')
    return this.#client
  }
}
