import { expect } from 'chai'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type Plugin } from 'vite'
import { inPieces } from '../../web/vite.config.ts'

/** KB of 1000 bytes, gzip at its best, as nodes and gateways send it. */
// The peer is to come down to 235, and its one double with it: both are what they are today.
const LIMITS = { shell: 110, peer: 310, buy: 190 }
// ethers is bound to older ones of the two noble packages than libp2p is; a page that shares nothing has one.
const KNOWN_DOUBLES = ['protons-runtime', '@noble/hashes', '@noble/curves']
const DIST = new URL('../../web/dist/', import.meta.url)
const CONFIG = fileURLToPath(new URL('../../web/vite.config.ts', import.meta.url))

const kbOf = (text: string): number => gzipSync(text, { level: 9 }).length / 1000

interface Chunk {
  code: string
  imports: string[]
  lazy: string[]
  modules: string[]
}

/** The browser's chunks, built anew and written nowhere, with what each is made of. */
async function chunksOf(): Promise<Map<string, Chunk>> {
  const chunks = new Map<string, Chunk>()
  const listen: Plugin = {
    name: 'listen',
    generateBundle(_options, bundle) {
      for (const one of Object.values(bundle)) {
        if (one.type !== 'chunk') continue
        const { fileName, code, imports, dynamicImports: lazy, modules } = one
        chunks.set(fileName, { code, imports, lazy, modules: Object.keys(modules) })
      }
    },
  }
  await build({
    configFile: CONFIG,
    logLevel: 'error',
    plugins: [listen],
    build: { ...inPieces, write: false },
  })
  return chunks
}

/** A chunk and all it cannot do without. */
function withImports(chunks: Map<string, Chunk>, ...names: string[]): Set<string> {
  const all = new Set(names)
  for (const name of all) for (const next of chunks.get(name)?.imports ?? []) all.add(next)
  return all
}

describe('the weight of the dapp', function () {
  this.timeout(120_000)
  let chunks: Map<string, Chunk>
  let first: Set<string>

  before(async () => {
    chunks = await chunksOf()
    const html = await readFile(new URL('index.html', DIST), 'utf8')
    const entry = [...chunks.keys()].filter((name) => html.includes(name))
    first = withImports(chunks, ...entry)
  })

  const weigh = (names: Iterable<string>): number =>
    [...names].reduce((sum, name) => sum + kbOf(chunks.get(name)?.code ?? ''), 0)

  it(`is at most ${LIMITS.shell} KB for the first sight: scripts, styles and one language`, async () => {
    const html = await readFile(new URL('index.html', DIST), 'utf8')
    const styles = [...html.matchAll(/assets\/[\w-]+\.css/g)].map(([name]) => name)
    const sheets = await Promise.all(styles.map((name) => readFile(new URL(name, DIST), 'utf8')))
    const languages = [...chunks.keys()].filter((name) => /(english|french)/.test(name))
    expect(first.size, 'the build in web/dist is another one').to.be.above(0)
    expect(sheets.length).to.be.above(0)
    expect(languages).to.have.length(2)
    const language = Math.max(...languages.map((name) => weigh([name])))
    const total = weigh(first) + sheets.reduce((sum, css) => sum + kbOf(css), 0) + language
    expect(total).to.be.at.most(LIMITS.shell)
  })

  it(`is at most ${LIMITS.peer} KB for the peer that sharing loads`, () => {
    const swarm = [...chunks.keys()].find((name) => name.includes('swarm'))
    const network = [...chunks.keys()].find((name) => name.includes('createNetwork'))
    const gossip = [...chunks.keys()].find((name) => name.includes('gossip'))
    const needed = withImports(
      chunks,
      ...[swarm, network, gossip].filter((name) => name !== undefined),
    )
    expect(needed.size).to.be.above(2)
    for (const name of first) needed.delete(name)
    expect(weigh(needed)).to.be.at.most(LIMITS.peer)
  })

  it(`is at most ${LIMITS.buy} KB for what Buy loads, and nothing of it before`, () => {
    const dialog = [...chunks.keys()].find((name) => name.includes('buyDialog')) ?? ''
    const needed = withImports(chunks, dialog)
    const [ethers] = [...needed].filter((name) =>
      chunks.get(name)?.modules.some((id) => id.includes('node_modules/ethers/')),
    )
    expect(ethers).to.be.a('string')
    expect(first.has(ethers ?? '')).to.equal(false)
    for (const name of first) needed.delete(name)
    expect(weigh(needed)).to.be.at.most(LIMITS.buy)
  })

  it('bundles no other package twice', () => {
    const folders = new Map<string, Set<string>>()
    for (const { modules } of chunks.values()) {
      for (const id of modules) {
        const [, folder, name] = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(id) ?? []
        if (!folder || !name) continue
        folders.set(name, (folders.get(name) ?? new Set()).add(folder))
      }
    }
    const doubles = [...folders].filter(([, where]) => where.size > 1).map(([name]) => name)
    expect(folders.size).to.be.above(20)
    expect(doubles.filter((name) => !KNOWN_DOUBLES.includes(name))).to.deep.equal([])
  })

  it('asks for its first sight in few pieces', () => {
    expect(first.size).to.be.at.most(8)
  })
})
