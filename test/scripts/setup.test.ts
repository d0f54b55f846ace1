import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const SETUP = fileURLToPath(new URL('../../scripts/setup.mjs', import.meta.url))

/** Writes down how it was called, and installs what the lock file of the test names. */
const NPM = `
const fs = require('node:fs')
const { join } = require('node:path')
const call = { args: process.argv.slice(2), node: process.execPath, stamp: fs.existsSync('node_modules/.megabox-setup') }
fs.appendFileSync('calls.jsonl', JSON.stringify(call) + '\\n')
console.log('npm says something')
if (process.env.NPM_FAILS) process.exit(1)
for (const path of (process.env.NPM_BRINGS ?? 'node_modules/one node_modules/two').split(' ')) {
  fs.mkdirSync(path, { recursive: true })
  fs.writeFileSync(join(path, 'package.json'), '{}')
}
fs.mkdirSync('node_modules/.bin', { recursive: true })
fs.writeFileSync('node_modules/.bin/node', '')
`
const HERE = { os: [process.platform], cpu: [process.arch] }
const LOCK = {
  packages: {
    '': {},
    'node_modules/one': {},
    'node_modules/two': { optional: true, ...HERE },
    'node_modules/elsewhere': { optional: true, os: ['plan9'] },
    'node_modules/any': { optional: true },
  },
}

interface Call {
  args: string[]
  node: string
  stamp: boolean
}

describe('the set-up', () => {
  let root: string
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'megabox-setup-'))
    await mkdir(join(root, 'scripts'))
    await copyFile(SETUP, join(root, 'scripts', 'setup.mjs'))
    await writeFile(join(root, 'package-lock.json'), JSON.stringify(LOCK))
    await writeFile(join(root, 'npm.cjs'), NPM)
  })
  afterEach(() => rm(root, { recursive: true }))

  function setUp(env: NodeJS.ProcessEnv = {}) {
    const started = performance.now()
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, 'scripts', 'setup.mjs')],
      {
        encoding: 'utf8',
        env: { PATH: dirname(process.execPath), npm_execpath: join(root, 'npm.cjs'), ...env },
      },
    )
    assert.equal(stdout, '', 'stdout belongs to the command that follows')
    return { status, stderr, ms: performance.now() - started }
  }
  const calls = async (): Promise<Call[]> => {
    const text = await readFile(join(root, 'calls.jsonl'), 'utf8').catch(() => '')
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Call)
  }
  const stamp = () => readFile(join(root, 'node_modules', '.megabox-setup'), 'utf8')

  it('installs by the lock file with this Node, and says what it does on stderr', async () => {
    const { status, stderr } = setUp()
    assert.equal(status, 0, stderr)
    const [call, ...more] = await calls()
    assert.deepEqual([call?.args[0], call?.node, more], ['install', process.execPath, []])
    assert.ok(call?.args.includes('--no-save') && call.args.includes('--include=optional'))
    assert.match(stderr, /Installing packages[^]*npm says something[^]*Packages are installed/)
    const print = createHash('sha256').update(JSON.stringify(LOCK))
    assert.equal(await stamp(), print.update(`${process.platform} ${process.arch}`).digest('hex'))
  })

  it('does nothing at all, in less than a second, where everything is there', async () => {
    setUp()
    const { status, stderr, ms } = setUp()
    assert.deepEqual([status, stderr], [0, ''])
    assert.ok(ms < 1000, `it took ${ms} ms`)
    assert.equal((await calls()).length, 1)
  })

  it('repairs what is missing: a package, a native one, the program node', async () => {
    setUp()
    for (const path of ['one', 'two', '.bin/node']) {
      await rm(join(root, 'node_modules', path), { recursive: true })
      assert.equal(setUp().status, 0)
    }
    assert.equal((await calls()).length, 4)
  })

  it('begins from nothing where an install was cut short', async () => {
    setUp()
    await rm(join(root, 'node_modules', '.megabox-setup'))
    await writeFile(join(root, 'node_modules', 'one', 'half'), '')
    assert.equal(setUp().status, 0)
    assert.equal((await calls()).length, 2)
    await assert.rejects(readFile(join(root, 'node_modules', 'one', 'half')))
  })

  it('installs anew for another lock file, and vouches for nothing meanwhile', async () => {
    setUp()
    const lock = {
      packages: { ...LOCK.packages, 'node_modules/any': { optional: true, dev: true } },
    }
    await writeFile(join(root, 'package-lock.json'), JSON.stringify(lock))
    const before = await stamp()
    assert.equal(setUp().status, 0)
    assert.equal((await calls())[1]?.stamp, false)
    assert.notEqual(await stamp(), before)
  })

  it('says in a sentence what failed and what to do, and vouches for nothing', async () => {
    for (const [env, words] of [
      [{ NPM_FAILS: '1' }, /The packages could not be installed\. Check [^\n]+\n$/],
      [{ NPM_BRINGS: 'node_modules/one' }, /npm left out node_modules\/two\. Check [^\n]+\n$/],
    ] as const) {
      const { status, stderr } = setUp(env)
      assert.equal(status, 1)
      assert.match(stderr, words)
      await assert.rejects(stamp())
    }
  })

  it('lets an older Node fetch Node 24, and npm then runs on that one', async () => {
    const bin = join(root, '.node', 'node_modules', '.bin')
    await mkdir(bin, { recursive: true })
    const fetched = join(bin, 'node')
    await writeFile(fetched, `#!/bin/sh\nexec "${process.execPath}" "$@" --by-fetched-node\n`)
    await chmod(fetched, 0o755)
    // The same script, told that the Node which runs it is old.
    const older = join(root, 'older.mjs')
    await writeFile(
      older,
      `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.0' } })\n`,
    )
    const { status, stderr } = setUp({ NODE_OPTIONS: `--import=${older}` })
    assert.equal(status, 0, stderr)
    const [call] = await calls()
    assert.equal(call?.args.at(-1), '--by-fetched-node')
  })
})
