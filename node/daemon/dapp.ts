/** The built dapp: its files, and what draws its first HTML. The set-up builds it (scripts/web.ts). */
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import type { Asset, PageDocument } from '../index.ts'

const DIST = fileURLToPath(new URL('../../web/dist/', import.meta.url))

const MIMES: Partial<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** `name` is one the gateway let through: a name, or `assets/` and a name. */
export async function dappAsset(name: string): Promise<Asset | undefined> {
  const mime = MIMES[extname(name)]
  if (mime === undefined) return undefined
  const bytes = await readFile(join(DIST, name)).catch(() => undefined)
  if (!bytes) return undefined
  const plain = { bytes: Uint8Array.from(bytes), mime }
  return SQUEEZED.test(mime) ? { ...plain, gzip: await squeezed(name, bytes) } : plain
}

/** Fonts are small already. */
const SQUEEZED = /^(text\/|image\/svg)/

/** As many as there are files in DIST. */
const small = new Map<string, { of: Buffer; bytes: Promise<Uint8Array<ArrayBuffer>> }>()

/** Once for each file, and again when that has changed. */
async function squeezed(name: string, of: Buffer): Promise<Uint8Array<ArrayBuffer>> {
  const known = small.get(name)
  if (known?.of.equals(of)) return known.bytes
  const level = constants.Z_BEST_COMPRESSION
  const bytes = promisify(gzip)(of, { level }).then((done) => Uint8Array.from(done))
  small.set(name, { of, bytes })
  return bytes
}

type Render = (templates: { page: string; embed: string }, page: PageDocument) => string

let drawing: Promise<(page: PageDocument) => string> | undefined

export async function renderPage(page: PageDocument): Promise<string> {
  drawing ??= open()
  return (await drawing)(page)
}

async function open(): Promise<(page: PageDocument) => string> {
  const template = (name: string) => readFile(join(DIST, name), 'utf8')
  const templates = { page: await template('index.html'), embed: await template('embed.html') }
  // Built from web/src/server.tsx, which has this one export.
  const { render } = (await import(join(DIST, 'server', 'server.js'))) as { render: Render }
  return (page) => render(templates, page)
}
