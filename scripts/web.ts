/**
 * Builds the dapp into web/dist: the browser's files, the light player for other pages, the service
 * worker in a file of its own, and what the node draws its first HTML with.
 */
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { inPieces } from '../web/vite.config.ts'

const configFile = fileURLToPath(new URL('../web/vite.config.ts', import.meta.url))
const embed = fileURLToPath(new URL('../web/embed.html', import.meta.url))
const outDir = fileURLToPath(new URL('../web/dist/server', import.meta.url))

await build({ configFile, logLevel: 'error', build: inPieces })
// By itself, so that it shares no file with the dapp and brings nothing of it along.
await build({
  configFile,
  logLevel: 'error',
  publicDir: false,
  build: { emptyOutDir: false, rolldownOptions: { input: embed } },
})
await build({
  configFile,
  logLevel: 'error',
  publicDir: false,
  build: {
    emptyOutDir: false,
    lib: {
      entry: fileURLToPath(new URL('../web/src/sw/sw.ts', import.meta.url)),
      // A service worker may not import: all of it is one file.
      formats: ['iife'],
      name: 'sw',
      fileName: () => 'sw.js',
    },
  },
})
await build({
  configFile,
  logLevel: 'error',
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: fileURLToPath(new URL('../web/src/server.tsx', import.meta.url)),
    outDir,
    emptyOutDir: true,
  },
})
