/**
 * Builds the dapp into web/dist: the browser's files, the service worker in one of its own, and what
 * the node draws its first HTML with.
 */
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { inPieces } from '../web/vite.config.ts'

const configFile = fileURLToPath(new URL('../web/vite.config.ts', import.meta.url))
const outDir = fileURLToPath(new URL('../web/dist/server', import.meta.url))

await build({ configFile, logLevel: 'error', build: inPieces })
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
