import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const FOLDERS = ['node', 'web', 'scripts', 'test']
const { forbidden, options } = createRequire(import.meta.url)('../scripts/rooms.cjs') as {
  forbidden: { name: string }[]
  options: ICruiseOptions
}

/** A tree that breaks no rule, as small as a tree can be that has every kind of place. */
const SOUND: Record<string, string> = {
  'package.json':
    '{"type":"module","dependencies":{"ethers":"*","helia":"*"},"devDependencies":{"mocha":"*"}}',
  'tsconfig.json':
    '{"compilerOptions":{"module":"nodenext","allowImportingTsExtensions":true,"noEmit":true}}',
  'node/domain/word.ts': 'export const word = 1',
  'node/crypto/hash.ts': "import { word } from '../domain/word.ts'\nexport const hash = word",
  'node/mint/terms.ts': "import { hash } from '../crypto/hash.ts'\nexport const terms = hash",
  'node/keys.ts': "import { hash } from './crypto/hash.ts'\nexport const keys = hash",
  'node/ledger/chain.ts': "import { ethers } from 'ethers'\nexport const chain = ethers",
  'node/network/blocks.ts':
    "import { createHelia } from 'helia'\nexport const blocks = createHelia",
  'node/peer/publish.ts':
    "import { terms } from '../mint/terms.ts'\nimport { keys } from '../keys.ts'\nimport { chain } from '../ledger/chain.ts'\nimport { blocks } from '../network/blocks.ts'\nexport const publish = [terms, keys, chain, blocks]",
  'node/index.ts': "export { publish } from './peer/publish.ts'",
  'node/daemon/store.ts':
    "import { readFileSync } from 'node:fs'\nexport const store = readFileSync",
  'node/daemon/main.ts':
    "import { publish } from '../index.ts'\nimport { store } from './store.ts'\nexport const up = [publish, store]",
  'node/cli/main.ts': "import { up } from '../daemon/main.ts'\nconsole.log(up)",
  'web/page.ts': "import { publish } from '../node/index.ts'\nconsole.log(publish)",
  'scripts/tool.ts': "import { publish } from '../node/index.ts'\nconsole.log(publish)",
  'test/some.test.ts': "import { terms } from '../node/mint/terms.ts'\nexport const seen = terms",
}

/** The rule, and one line added to one file that breaks it. */
const FAULTS: [rule: string, file: string, line: string][] = [
  ['no-cycles', 'node/domain/word.ts', "import './other.ts'"],
  ['no-cycles', 'node/domain/word.ts', "import type { other } from './other.ts'"],
  ['domain-imports-nothing-of-ours', 'node/domain/word.ts', "import '../crypto/hash.ts'"],
  ['crypto-imports-only-domain', 'node/crypto/hash.ts', "import '../mint/terms.ts'"],
  ['rooms-do-not-visit', 'node/mint/terms.ts', "import '../network/blocks.ts'"],
  ['rooms-do-not-visit', 'node/mint/terms.ts', "import '../keys.ts'"],
  ['rooms-do-not-visit', 'node/keys.ts', "import './mint/terms.ts'"],
  ['rooms-do-not-visit', 'node/network/blocks.ts', "import '../ledger/chain.ts'"],
  ['daemon-enters-by-the-front-door', 'node/daemon/main.ts', "import '../mint/terms.ts'"],
  ['daemon-enters-by-the-front-door', 'node/daemon/store.ts', "import '../cli/main.ts'"],
  ['cli-enters-by-the-front-doors', 'node/cli/main.ts', "import '../peer/publish.ts'"],
  ['cli-enters-by-the-front-doors', 'node/cli/main.ts', "import '../daemon/store.ts'"],
  ['web-enters-by-the-front-door', 'web/page.ts', "import '../node/cli/main.ts'"],
  ['scripts-enter-by-the-front-doors', 'scripts/tool.ts', "import '../node/mint/terms.ts'"],
  ['library-never-knows-its-shells', 'node/peer/publish.ts', "import '../daemon/store.ts'"],
  ['library-never-knows-its-shells', 'node/peer/publish.ts', "import '../../scripts/tool.ts'"],
  ['library-is-isomorphic', 'node/mint/terms.ts', "import 'node:fs'"],
  ['libp2p-and-helia-live-in-network', 'node/mint/terms.ts', "import 'helia'"],
  ['ethers-lives-in-ledger', 'node/mint/terms.ts', "import 'ethers'"],
  ['tests-are-never-imported', 'node/daemon/main.ts', "import '../../test/some.test.ts'"],
  ['every-package-is-declared', 'node/mint/terms.ts', "import 'valibot'"],
  ['no-dev-packages-in-production', 'node/daemon/main.ts', "import 'mocha'"],
  ['no-orphans', 'node/mint/lonely.ts', 'export const lonely = 1'],
]

async function broken(
  folder: string,
  places = FOLDERS,
): Promise<{ rules: string[]; read: number }> {
  const { output } = await cruise(places, {
    ...options,
    baseDir: folder,
    validate: true,
    // The rules are data; the cruiser's own type of them is not exported as such.
    ruleSet: { forbidden: forbidden as never },
  })
  const { summary } = output as ICruiseResult
  return {
    rules: summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`),
    read: summary.totalCruised,
  }
}

describe('rooms', function () {
  this.timeout(120_000)
  let folder: string

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'megabox-rooms-'))
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
    for (const [path, text] of Object.entries(SOUND)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
    }
    const other = "import { word } from './word.ts'\nexport const other = word"
    await writeFile(join(folder, 'node/domain/other.ts'), other)
    await writeFile(
      join(folder, 'node/crypto/hash.ts'),
      `import '../domain/other.ts'\n${SOUND['node/crypto/hash.ts'] ?? ''}`,
    )
  })
  after(() => rm(folder, { recursive: true, force: true }))

  it('are entered only by the doors they have', async () => {
    const { rules, read } = await broken(ROOT)
    assert.ok(read > 100, `only ${read} files were read: does the cruiser understand TypeScript?`)
    assert.deepEqual(rules, [])
  })

  it('can be kept: a small tree that keeps them breaks no rule', async () => {
    assert.deepEqual((await broken(folder)).rules, [])
  })

  for (const [rule, file, line] of FAULTS) {
    it(`${rule}: ${file} may not say ${line}`, async () => {
      const path = join(folder, file)
      const sound = SOUND[file]
      await writeFile(path, `${line}\n${sound ?? ''}`)
      try {
        const { rules } = await broken(folder)
        assert.ok(
          rules.some((each) => each.startsWith(`${rule}: `)),
          `broken instead: ${rules.join(', ') || 'nothing'}`,
        )
      } finally {
        if (sound === undefined) await rm(path)
        else await writeFile(path, sound)
      }
    })
  }

  it('have no rule that was never made to fail', () => {
    const proved = new Set(FAULTS.map(([rule]) => rule))
    assert.deepEqual(
      forbidden.map(({ name }) => name).filter((name) => !proved.has(name)),
      [],
    )
  })
})
