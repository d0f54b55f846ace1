/** The dapp: plain files that run from any place, also from an IPFS gateway. */
import { defineConfig, type BuildOptions } from 'vite'

/**
 * What the first sight needs, in one piece: else each file that a later part shares would be a
 * request of its own. The library and what it takes along is left to be shaken.
 */
const shell = {
  name: 'shell',
  tags: ['$initial' as const],
  test: new RegExp(
    String.raw`/web/src/|/node/domain/errors\.ts$|vite/preload-helper|rolldown/runtime|` +
      String.raw`node_modules/(react|react-dom|scheduler|valibot|idb|lucide-react|@fontsource-variable)/`,
  ),
}

/** For the browser's build alone: a service worker is one file. */
export const inPieces: BuildOptions = {
  rolldownOptions: {
    preserveEntrySignatures: false,
    output: { codeSplitting: { includeDependenciesRecursively: false, groups: [shell] } },
  },
}

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // Small pictures and fonts as files of their own: the policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  worker: { format: 'es' },
  oxc: { jsx: { runtime: 'automatic' } },
})
