/**
 * Sets everything up, as the step before `npm start`, `npm test` and the other scripts. Runs on any
 * Node from 20 on, in plain JavaScript and without a package, because there may be none yet.
 *
 *   node scripts/setup.mjs [--browser]
 *
 * Node 24 comes from npm (the package `node`), and npm itself then runs on it: on an older Node npm
 * silently leaves out native packages that say they need a newer one. What is installed is looked
 * at each time, so an interrupted or foreign install is repaired, and a complete one costs nothing.
 * Everything is said on stderr: stdout belongs to the command that follows.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const MODULES = join(ROOT, 'node_modules')
const STAMP = join(MODULES, '.megabox-setup')
const NODE_24 = join(ROOT, '.node')
const LOCK = join(ROOT, 'package-lock.json')
const CHROMIUM = {
  name: 'Chromium',
  names: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
  named: 'MEGABOX_CHROMIUM',
  debian: 'chromium',
}
const FIREFOX = {
  name: 'Firefox',
  names: ['firefox-esr', 'firefox'],
  named: 'MEGABOX_FIREFOX',
  debian: 'firefox-esr',
}

const say = (line) => process.stderr.write(`setup: ${line}\n`)

function fail(what, cure) {
  say(`${what} ${cure}`)
  process.exit(1)
}

/** Runs a program with its output on our stderr. */
function run(program, args, path = '') {
  const PATH = [path, process.env.PATH].filter(Boolean).join(delimiter)
  return (
    spawnSync(program, args, {
      cwd: ROOT,
      stdio: ['ignore', 2, 2],
      env: { ...process.env, PATH },
    }).status ?? 1
  )
}

/** npm, by the node given; npm tells the scripts it runs where it lies. */
function npm(args, node = process.execPath, path = '') {
  const cli = process.env.npm_execpath
  return cli ? run(node, [cli, ...args], path) : run('npm', args, path)
}

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'))

let libcKnown
function libcHere() {
  process.report.excludeNetwork = true
  libcKnown ??= process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl'
  return libcKnown
}

const allows = (list, mine) =>
  !list ||
  (!list.includes(`!${mine}`) && (list.every((x) => x.startsWith('!')) || list.includes(mine)))

/** Optional packages count when they are native ones for this machine; others may come or not. */
function isWanted({ optional, os, cpu, libc, link }) {
  if (link || (optional && !os && !cpu)) return false
  return (
    allows(os, process.platform) &&
    allows(cpu, process.arch) &&
    (!libc || process.platform !== 'linux' || allows(libc, libcHere()))
  )
}

/**
 * What should be here and is not: the packages of the lock file, and Node 24 itself, which its
 * package's install script puts in place.
 */
function missing() {
  const program = existsSync(join(MODULES, '.bin', 'node')) ? [] : ['the program node']
  const packages = Object.entries(readJson(LOCK).packages)
    .filter(([path, entry]) => path !== '' && isWanted(entry))
    .map(([path]) => path)
    .filter((path) => !existsSync(join(ROOT, path, 'package.json')))
  return [...program, ...packages]
}

/** What an install is made of: another lock file, platform or processor needs another. */
const fingerprint = () =>
  createHash('sha256')
    .update(readFileSync(LOCK))
    .update(`${process.platform} ${process.arch}`)
    .digest('hex')

const isComplete = () =>
  existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint() && missing().length === 0

/** A folder whose `node` is new enough to install with; empty when this one is. */
function nodeForInstalling() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return ''
  const bin = join(NODE_24, 'node_modules', '.bin')
  if (!existsSync(join(bin, 'node'))) {
    say('Fetching Node 24, which installs the rest …')
    mkdirSync(NODE_24, { recursive: true })
    writeFileSync(join(NODE_24, 'package.json'), '{"private":true}\n')
    const args = ['install', '--prefix', NODE_24, '--no-save', '--no-package-lock', 'node@24']
    if (npm([...args, ...QUIET]) !== 0) fail('Node 24 could not be fetched.', ONLINE)
  }
  return bin
}

/** Our own lines say what is going on. */
const QUIET = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel', 'error']

const ONLINE = 'Check that this machine reaches the npm registry, then run the same command again.'

/**
 * `npm install` by the lock file, not `npm ci`: where a registry lacks another platform's optional
 * package, ci calls the lock file wrong. What nobody vouches for is removed first: half a package
 * looks whole to npm.
 */
function install() {
  const bin = nodeForInstalling()
  const node = bin === '' ? process.execPath : resolve(bin, 'node')
  if (!existsSync(STAMP)) rmSync(MODULES, { recursive: true, force: true })
  rmSync(STAMP, { force: true })
  say('Installing packages (800 MB on disk; a minute or two the first time) …')
  const args = ['install', '--no-save', '--include=dev', '--include=optional']
  if (npm([...args, ...QUIET], node, bin) !== 0)
    fail('The packages could not be installed.', ONLINE)
  const left = missing()
  if (left.length > 0) fail(`npm left out ${left.slice(0, 5).join(', ')}.`, ONLINE)
  writeFileSync(STAMP, fingerprint())
  say('Packages are installed.')
}

const hasBrowser = ({ names, named }) =>
  Boolean(process.env[named]) ||
  names.some((name) =>
    [...(process.env.PATH ?? '').split(delimiter), '/usr/bin'].some((folder) =>
      existsSync(join(folder, name)),
    ),
  )

/** The tests drive a real Chromium and a real Firefox: Debian's, or whatever is named. */
function installBrowser(browser) {
  const { name, named, debian } = browser
  if (hasBrowser(browser)) return
  const cure = `Install ${name}, or set ${named} to its program.`
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    fail(`The tests need a ${name}, and none was found.`, cure)
  }
  say(`Installing ${name} from Debian for the tests …`)
  process.env.DEBIAN_FRONTEND = 'noninteractive'
  const done =
    run('apt-get', ['update', '-qq']) === 0 &&
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', debian]) === 0
  if (!done || !hasBrowser(browser)) fail(`${name} could not be installed.`, cure)
}

const DAPP_STAMP = join(ROOT, 'web', 'dist', '.built')

/** Everything the dapp is built from, the packages included. */
function dappFingerprint() {
  const hash = createHash('sha256').update(readFileSync(LOCK))
  for (const folder of ['web', 'node']) {
    const names = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !path.startsWith(dirname(DAPP_STAMP) + sep))
    for (const path of names.sort()) hash.update(path.slice(ROOT.length)).update(readFileSync(path))
  }
  return hash.digest('hex')
}

/** What the node serves to browsers: a few seconds, and only when its sources have changed. */
function buildDapp() {
  if (!existsSync(join(ROOT, 'web', 'vite.config.ts'))) return
  const fingerprint = dappFingerprint()
  if (existsSync(DAPP_STAMP) && readFileSync(DAPP_STAMP, 'utf8') === fingerprint) return
  say('Building the dapp …')
  const node = join(MODULES, '.bin', 'node')
  const cure = 'What is wrong stands above; "node scripts/web.ts" says it again.'
  if (run(node, [join(ROOT, 'scripts', 'web.ts')]) !== 0) fail('The dapp could not be built.', cure)
  writeFileSync(DAPP_STAMP, fingerprint)
}

if (!isComplete()) install()
buildDapp()
if (process.argv.includes('--browser')) for (const one of [CHROMIUM, FIREFOX]) installBrowser(one)
