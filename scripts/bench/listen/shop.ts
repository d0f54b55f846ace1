/** A real node in a process of its own, with albums for the bench; and the page that it is heard by. */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { randomFillSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'vite'
import { silentMp3 } from '../transfer/silentMp3.ts'

const MAIN = fileURLToPath(new URL('../../../node/cli/main.ts', import.meta.url))
const PAGE = fileURLToPath(new URL('page/', import.meta.url))
const WORKER = fileURLToPath(new URL('../../../web/src/sw/sw.ts', import.meta.url))
const FLAGS = ['--external-memory-accounted-in-global-limit', '--initial-old-space-size=256']
const ANY_PORT = ['--http', '0', '--p2p', '0']
const FRAME_BYTES = 1044
/** Of a frame, before what a decoder of silence skips. */
const HEAD_BYTES = 36

export class Shop implements AsyncDisposable {
  readonly url: string
  readonly #child: ChildProcess
  readonly #folder: string

  private constructor(child: ChildProcess, folder: string, url: string) {
    this.#child = child
    this.#folder = folder
    this.url = url
  }

  /** `demo`: with the music that a first start composes; it is ready when that is on sale. */
  static async open(folder: string, { demo = false } = {}): Promise<Shop> {
    await mkdir(folder, { recursive: true })
    const music = demo ? '--demo' : '--no-demo'
    const words = ['up', '--data', join(folder, 'node'), music, '--json', ...ANY_PORT]
    const child = spawn(process.execPath, [...FLAGS, MAIN, ...words], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    for await (const line of createInterface(child.stdout)) {
      // The first such line says where it is.
      if (line.startsWith('{')) return new Shop(child, folder, (JSON.parse(line) as Ready).http)
    }
    throw new Error('the node ended before it was ready')
  }

  /** So many songs of so many bytes, 320 kb/s, no two alike. Gives their CIDs. */
  async publish(name: string, { songs, bytes }: { songs: number; bytes: number }) {
    const album = join(this.#folder, name)
    await mkdir(album)
    for (let number = 1; number <= songs; number++) {
      await writeFile(join(album, `${String(number).padStart(3, '0')} Song.mp3`), song(bytes))
    }
    const words = ['publish', album, '--artist', 'Nobody', '--price', '0', '--json']
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [MAIN, ...words, '--data', join(this.#folder, 'node')],
      { maxBuffer: 64 * 1024 * 1024 },
    )
    return (JSON.parse(stdout) as Published).tracks.map(({ cid }) => cid)
  }

  /** The release that it lists first. */
  async newest(): Promise<string> {
    const answer = await fetch(`${this.url}/api/v1/releases?limit=1`)
    // Our own node's word.
    const { releases } = (await answer.json()) as { releases: { release: string }[] }
    if (!releases[0]) throw new Error('the node lists nothing')
    return releases[0].release
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await gone
  }
}

interface Ready {
  http: string
}

interface Published {
  tracks: { cid: string }[]
}

function song(bytes: number): Uint8Array {
  const mp3 = silentMp3(bytes)
  for (let at = 0; at < mp3.length; at += FRAME_BYTES) {
    const filler = mp3.subarray(at + HEAD_BYTES, at + FRAME_BYTES)
    randomFillSync(filler)
    // None of it may look like the head of a frame.
    for (let i = 0; i < filler.length; i++) filler[i] = (filler[i] ?? 0) & 0x7f
  }
  return mp3
}

/** The page and its service worker, built as the shop's own. */
export async function buildPage(outDir: string): Promise<void> {
  const common = { configFile: false as const, logLevel: 'error' as const }
  const to = { outDir, target: 'es2022', emptyOutDir: false }
  await build({ ...common, root: PAGE, base: './', worker: { format: 'es' }, build: to })
  const lib = { entry: WORKER, formats: ['iife' as const], name: 'sw', fileName: () => 'sw.js' }
  await build({ ...common, build: { ...to, lib } })
}
