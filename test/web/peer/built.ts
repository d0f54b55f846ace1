/** The test page and the service worker, built once as the shop's own pages are. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const PAGE = fileURLToPath(new URL('page/', import.meta.url))
const WORKER = fileURLToPath(new URL('../../../web/src/sw/sw.ts', import.meta.url))

let built: Promise<string> | undefined

/** The folder it lies in. */
export const builtPage = (): Promise<string> => (built ??= buildAll())

async function buildAll(): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'megabox-page-'))
  const common = { configFile: false as const, logLevel: 'error' as const }
  const target = 'es2024'
  await build({
    ...common,
    root: PAGE,
    base: './',
    worker: { format: 'es' },
    build: { outDir, target, emptyOutDir: false },
  })
  await build({
    ...common,
    build: {
      outDir,
      target,
      emptyOutDir: false,
      lib: { entry: WORKER, formats: ['iife'], name: 'sw', fileName: () => 'sw.js' },
    },
  })
  return outDir
}
