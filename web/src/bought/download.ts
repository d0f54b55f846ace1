/**
 * Files onto the listener's disk, as their artist made them: one, or all in a ZIP with the cover. All
 * of it comes through this page's own peer, which checks each piece; what came is kept when the rest
 * does not, and asked for from where it broke off.
 */
import { downloadZip } from 'client-zip'
import { cleanName, extensionOf, songFileName, type ReleaseView } from '../../../node/index.ts'
import { Store } from '../store.ts'

export interface Wanted {
  cid: string
  name: string
  mime: string
  /** Undefined where it is not said. */
  bytes?: number
}

export type Downloading = { state: 'running'; part: number } | { state: 'failed' }

/** Extracts are not what was bought. */
export const songsOf = ({ tracks }: ReleaseView): Wanted[] =>
  tracks
    .filter(({ extent }) => extent === 'full')
    .map(({ cid, mime, bytes, ...place }) => ({
      cid,
      mime,
      bytes,
      name: songFileName(place, mime),
    }))

export function filesOf(release: ReleaseView): Wanted[] {
  const { artwork } = release
  const cover = artwork && {
    ...{ cid: artwork.cid, mime: artwork.mime },
    name: `cover.${extensionOf(artwork.mime)}`,
  }
  return [...songsOf(release), ...(cover ? [cover] : [])]
}

export const folderOf = ({ title, artist }: ReleaseView): string =>
  cleanName(`${artist.name} - ${title}`)

export class Downloads {
  /** Those under way or broken off, by release or file. */
  readonly underway = new Store<ReadonlyMap<string, Downloading>>(new Map())
  readonly #urlOf: (cid: string) => string
  readonly #came = new Map<string, Uint8Array<ArrayBuffer>[]>()
  readonly #stops = new Map<string, AbortController>()

  constructor(urlOf: (cid: string) => string) {
    this.#urlOf = urlOf
  }

  stop(id: string): void {
    this.#stops.get(id)?.abort()
  }

  async file(wanted: Wanted): Promise<void> {
    const blob = await this.#all(wanted.cid, [wanted])
    const [bytes] = blob ?? []
    if (bytes) hand(new Blob([bytes], { type: wanted.mime }), wanted.name)
  }

  async zip(release: ReleaseView): Promise<void> {
    const files = filesOf(release)
    const blobs = await this.#all(release.release, files)
    if (!blobs) return
    const folder = folderOf(release)
    const lastModified = new Date(release.date ?? Date.now())
    const entries = files.map(({ name }, i) => ({
      ...{ name: `${folder}/${name}`, input: blobs[i] ?? new Blob(), lastModified },
    }))
    hand(await downloadZip(entries).blob(), `${folder}.zip`)
  }

  /** Undefined when it was stopped, or broke off. */
  async #all(id: string, files: readonly Wanted[]): Promise<Blob[] | undefined> {
    if (this.underway.value.get(id)?.state === 'running') return undefined
    const stop = new AbortController()
    this.#stops.set(id, stop)
    const total = files.reduce((sum, { bytes = 0 }) => sum + bytes, 0)
    const tell = () => {
      const here = files.reduce((sum, { cid }) => sum + lengthOf(this.#came.get(cid)), 0)
      this.#tell(id, { state: 'running', part: Math.min(1, here / Math.max(1, total)) })
    }
    try {
      tell()
      for (const { cid } of files) await this.#fetch(cid, tell, stop.signal)
      this.#tell(id)
      return files.map(({ cid }) => this.#take(cid))
    } catch (error) {
      console.warn('a download broke off', error)
      this.#tell(id, stop.signal.aborted ? undefined : { state: 'failed' })
      return undefined
    }
  }

  async #fetch(cid: string, onPiece: () => void, signal: AbortSignal): Promise<void> {
    // Nothing comes past the peer that checks it.
    if (!navigator.serviceWorker.controller) throw new Error('this page has no peer')
    const came = this.#came.get(cid) ?? []
    this.#came.set(cid, came)
    const from = lengthOf(came)
    const headers: Record<string, string> = from > 0 ? { range: `bytes=${from}-` } : {}
    const response = await fetch(this.#urlOf(cid), { headers, signal })
    // All of it was here already.
    if (response.status === 416) return
    if (!response.ok || !response.body) throw new Error(`the peer answers ${response.status}`)
    if (from > 0 && response.status !== 206) came.length = 0
    const reader = response.body.getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      came.push(Uint8Array.from(value))
      onPiece()
    }
  }

  #take(cid: string): Blob {
    const blob = new Blob(this.#came.get(cid) ?? [])
    this.#came.delete(cid)
    return blob
  }

  #tell(id: string, now?: Downloading): void {
    const next = new Map(this.underway.value)
    if (now) next.set(id, now)
    else next.delete(id)
    this.underway.set(next)
  }
}

const lengthOf = (pieces: readonly Uint8Array[] = []): number =>
  pieces.reduce((sum, { length }) => sum + length, 0)

function hand(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
