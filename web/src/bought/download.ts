/**
 * Files onto the listener's disk, as their artist made them: one, or all in a ZIP with the cover. All
 * of it comes through this page's own peer, which checks each piece; what came is kept when the rest
 * does not, or the page is closed, and asked for from where it broke off.
 */
import { downloadZip } from 'client-zip'
import { cleanName, extensionOf, songFileName, type ReleaseView } from '../../../node/index.ts'
import { Store } from '../store.ts'
import { forgetLater, Spool, sweepSpools } from './spool.ts'

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
  readonly #stops = new Map<string, AbortController>()

  constructor(urlOf: (cid: string) => string) {
    this.#urlOf = urlOf
    void sweepSpools()
  }

  stop(id: string): void {
    this.#stops.get(id)?.abort()
  }

  file(wanted: Wanted): Promise<void> {
    return this.#bring(wanted.cid, [wanted], async ([spool]) => {
      if (spool) await hand(spool, wanted.name, wanted.mime)
    })
  }

  zip(release: ReleaseView): Promise<void> {
    const files = filesOf(release)
    const folder = folderOf(release)
    const lastModified = new Date(release.date ?? Date.now())
    return this.#bring(release.release, files, async (spools) => {
      const entries = []
      for (const [i, { name }] of files.entries()) {
        const input = (await spools[i]?.blob('')) ?? new Blob()
        entries.push({ name: `${folder}/${name}`, input, lastModified })
      }
      const zip = await Spool.open(`zip-${release.release}`)
      try {
        // Half a ZIP is of no use.
        await zip.empty()
        await pour(downloadZip(entries), zip)
        await hand(zip, `${folder}.zip`, 'application/zip')
      } finally {
        await zip.close()
      }
      for (const spool of spools) await spool.empty()
    })
  }

  /** Until it is done, was stopped, or broke off. */
  async #bring(
    id: string,
    files: readonly Wanted[],
    use: (spools: readonly Spool[]) => Promise<void>,
  ): Promise<void> {
    if (this.underway.value.get(id)?.state === 'running') return
    const stop = new AbortController()
    this.#stops.set(id, stop)
    const total = files.reduce((sum, { bytes = 0 }) => sum + bytes, 0)
    const spools: Spool[] = []
    let here = 0
    const came = (bytes: number) => {
      here += bytes
      this.#tell(id, { state: 'running', part: Math.min(1, here / Math.max(1, total)) })
    }
    try {
      came(0)
      for (const { cid } of files) {
        const spool = await Spool.open(cid)
        spools.push(spool)
        await this.#fetch(spool, came, stop.signal)
      }
      await use(spools)
      this.#tell(id)
    } catch (error) {
      console.warn('a download broke off', error)
      this.#tell(id, stop.signal.aborted ? undefined : { state: 'failed' })
    } finally {
      for (const spool of spools) await spool.close()
    }
  }

  async #fetch(spool: Spool, came: (bytes: number) => void, signal: AbortSignal): Promise<void> {
    // Nothing comes past the peer that checks it.
    if (!navigator.serviceWorker.controller) throw new Error('this page has no peer')
    const from = spool.length
    came(from)
    const headers: Record<string, string> = from > 0 ? { range: `bytes=${from}-` } : {}
    const response = await fetch(this.#urlOf(spool.name), { headers, signal })
    // All of it was here already.
    if (response.status === 416) return
    if (!response.ok) throw new Error(`the peer answers ${response.status}`)
    if (from > 0 && response.status !== 206) {
      came(-from)
      await spool.empty()
    }
    await pour(response, spool, came)
  }

  #tell(id: string, now?: Downloading): void {
    const next = new Map(this.underway.value)
    if (now) next.set(id, now)
    else next.delete(id)
    this.underway.set(next)
  }
}

async function pour(
  { body }: Response,
  spool: Spool,
  came: (bytes: number) => void = () => undefined,
): Promise<void> {
  const reader = body?.getReader()
  if (!reader) throw new Error('an answer without a body')
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    await spool.write(value)
    came(value.length)
  }
}

async function hand(spool: Spool, name: string, type: string): Promise<void> {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await spool.blob(type))
  link.download = name
  link.click()
  forgetLater(spool.name, () => URL.revokeObjectURL(link.href))
}
