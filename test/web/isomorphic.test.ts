import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'vite'

const DOOR = fileURLToPath(new URL('../../node/index.ts', import.meta.url))

/** Vite's name for a Node module that no package maps to something a browser has. */
const EXTERNAL = '__vite-browser-external'

/** Remembers who imports a Node module that reaches the bundle. */
function nodeImports(): Plugin & { found: string[] } {
  const found: string[] = []
  return {
    name: 'node-imports',
    enforce: 'pre',
    found,
    buildEnd() {
      const modules = [...this.getModuleIds()].filter((id) => id.startsWith(EXTERNAL))
      for (const id of modules) found.push(...(this.getModuleInfo(id)?.importers ?? []))
    },
  }
}

async function bundle(entry: string): Promise<string[]> {
  const plugin = nodeImports()
  await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [plugin],
    build: { write: false, minify: false, lib: { entry, formats: ['es'], fileName: 'megabox' } },
  })
  return plugin.found
}

describe('the library behind node/index.ts', function () {
  this.timeout(60_000)

  it('builds for a browser without a single Node module', async () => {
    assert.deepEqual(await bundle(DOOR), [])
  })

  it('would be caught importing one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'megabox-bundle-'))
    const entry = join(folder, 'entry.js')
    await writeFile(entry, "import fs from 'node:fs'\nexport { fs }")
    const found = await bundle(entry)
    await rm(folder, { recursive: true })
    assert.deepEqual(found, [entry])
  })
})
