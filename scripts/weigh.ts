/** What the dapp weighs, gzipped, and what it may: built anew in memory, so that it is never old. */
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type Plugin, type Rolldown } from 'vite'
import { inPieces } from '../web/vite.config.ts'

/** Bytes, gzip. */
export const LIMITS = {
  /** What the first sight needs: scripts, styles and one language. */
  shell: 110 * 1000,
  /** The worker that fetches, checks and stores. */
  worker: 45 * 1000,
  /** What comes beside them when a listener says that others may help: libp2p, WebRTC, gossip. */
  sharing: 235 * 1000,
  /** What comes when Buy is pressed: ethers, for the most part. */
  buy: 190 * 1000,
} as const

export interface Weights {
  bytes: Record<keyof typeof LIMITS, number>
  /** Packages that are in one of these more than once, each with where from. */
  twice: string[]
}

type Bundle = Rolldown.OutputBundle
type Chunk = Rolldown.OutputChunk

const CONFIG = fileURLToPath(new URL('../web/vite.config.ts', import.meta.url))
/** Asked for by every page, behind its first sight. */
const PEER = '/web/src/peer/shopPeer.ts'
const LANGUAGES = ['/web/src/words/english.ts', '/web/src/words/french.ts']
const SHARING = '/web/src/peer/swarm/swarm.ts'
const BUY = '/web/src/buy/buyDialog.tsx'
const WORKER = '/web/src/peer/engine/worker.ts'

export async function weigh(): Promise<Weights> {
  const bundles: Bundle[] = []
  const collect: Plugin = {
    name: 'collect',
    generateBundle: (_options, bundle) => void bundles.push({ ...bundle }),
  }
  await build({
    configFile: CONFIG,
    logLevel: 'error',
    plugins: [collect],
    worker: { plugins: () => [collect] },
    build: { ...inPieces, write: false },
  })
  const pages = bundles.find((bundle) => chunkOf(bundle, PEER)) ?? {}
  const workers = bundles.find((bundle) => chunkOf(bundle, WORKER) && bundle !== pages) ?? {}
  const shell = closure(pages, entries(pages))
  const peer = lazily(pages, [...named(pages, PEER), ...named(pages, SHARING)], shell)
  return {
    bytes: {
      shell: sizeOf(shell) + stylesOf(pages, shell) + languageOf(pages),
      worker: sizeOf(closure(workers, entries(workers))),
      sharing: sizeOf(peer),
      buy: sizeOf(lazily(pages, named(pages, BUY), shell)),
    },
    twice: bundles.flatMap(twiceIn),
  }
}

const chunksOf = (bundle: Bundle): Chunk[] =>
  Object.values(bundle).filter((one): one is Chunk => one.type === 'chunk')

const chunkOf = (bundle: Bundle, module: string): Chunk | undefined =>
  chunksOf(bundle).find(({ modules }) => Object.keys(modules).some((id) => id.endsWith(module)))

const named = (bundle: Bundle, module: string): Chunk[] => {
  const chunk = chunkOf(bundle, module)
  if (!chunk) throw new Error(`no chunk has ${module}: say here where it is now`)
  return [chunk]
}

const entries = (bundle: Bundle): Chunk[] => chunksOf(bundle).filter(({ isEntry }) => isEntry)

/** These, and what they import before they run. */
function closure(bundle: Bundle, from: readonly Chunk[]): Set<Chunk> {
  const found = new Set(from)
  for (const chunk of found) {
    for (const name of chunk.imports) {
      const one = bundle[name]
      if (one?.type === 'chunk') found.add(one)
    }
  }
  return found
}

/** All that these may ever load, but what is there already. */
function lazily(bundle: Bundle, from: readonly Chunk[], there: ReadonlySet<Chunk>): Set<Chunk> {
  const found = new Set(from)
  for (const chunk of found) {
    for (const name of [...chunk.imports, ...chunk.dynamicImports]) {
      const one = bundle[name]
      if (one?.type === 'chunk' && !there.has(one)) found.add(one)
    }
  }
  return found
}

const gzipped = (text: string | Uint8Array): number => gzipSync(text, { level: 9 }).length

const sizeOf = (chunks: Iterable<Chunk>): number =>
  [...chunks].reduce((sum, { code }) => sum + gzipped(code), 0)

/** One comes with a page: the larger. */
const languageOf = (bundle: Bundle): number =>
  Math.max(...LANGUAGES.map((language) => sizeOf(named(bundle, language))))

/** The style sheets these bring along: others come with what they are for. */
function stylesOf(bundle: Bundle, chunks: ReadonlySet<Chunk>): number {
  const sheets = new Set(
    [...chunks].flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]),
  )
  return [...sheets].reduce((sum, name) => {
    const sheet = bundle[name]
    return sheet?.type === 'asset' ? sum + gzipped(sheet.source) : sum
  }, 0)
}

/** ethers keeps to versions of its own. */
const OF_ETHERS = '/node_modules/ethers/'

/** Two folders of one package, both with code in the bundle. */
function twiceIn(bundle: Bundle): string[] {
  const homes = new Map<string, Set<string>>()
  for (const { modules } of chunksOf(bundle)) {
    for (const [id, { renderedLength }] of Object.entries(modules)) {
      const [, home, name] = /^(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(id) ?? []
      if (!home || !name || renderedLength === 0 || home.includes(OF_ETHERS)) continue
      homes.set(name, (homes.get(name) ?? new Set()).add(home))
    }
  }
  return [...homes].filter(([, where]) => where.size > 1).map(([name]) => name)
}
