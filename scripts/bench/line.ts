// The whole product as its users meet it: how long a node takes to start, how soon a release is
// found on a second node, and when its first byte comes there. `npm run bench:line -- [RUNS]`
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { spread } from './figures.ts'

const MAIN = fileURLToPath(new URL('../../node/cli/main.ts', import.meta.url))
const DEMO = fileURLToPath(new URL('../demo/main.ts', import.meta.url))
const [runs = '5'] = process.argv.slice(2)

interface Ready {
  http: string
  multiaddrs: string[]
}
interface View {
  release: string
  tracks: { cid: string; bytes: number }[]
}

const root = await mkdtemp(join(tmpdir(), 'megabox-bench-'))
const children = new Set<ChildProcess>()

async function up(
  name: string,
  ...words: string[]
): Promise<{ ready: Ready; ms: number; stop(): Promise<void> }> {
  const started = performance.now()
  const options = ['--data', join(root, name), '--http', '0', '--p2p', '0', '--json', ...words]
  const child = spawn(process.execPath, [MAIN, 'up', ...options], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  children.add(child)
  for await (const line of createInterface(child.stdout)) {
    if (!line.startsWith('{')) continue
    return {
      // The node's own ready line.
      ready: JSON.parse(line) as Ready,
      ms: performance.now() - started,
      stop: async () => {
        const gone = once(child, 'exit')
        child.kill('SIGTERM')
        await gone
        children.delete(child)
      },
    }
  }
  throw new Error(`${name} did not start`)
}

async function run(program: string, ...words: string[]): Promise<void> {
  const child = spawn(process.execPath, [program, ...words], { stdio: 'ignore' })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`${words.join(' ')} failed`)
}

async function releases(http: string): Promise<View[]> {
  const response = await fetch(`${http}/api/v1/releases`)
  return ((await response.json()) as { releases: View[] }).releases
}

/** Milliseconds to the first byte of the body, and to the last. */
async function timed(url: string, range: string): Promise<{ first: number; all: number }> {
  const started = performance.now()
  const { body } = await fetch(url, { headers: { range } })
  let first = 0
  for await (const chunk of body ?? []) if (chunk.length > 0) first ||= performance.now() - started
  return { first, all: performance.now() - started }
}

const figures = {
  cold: [] as number[],
  warm: [] as number[],
  found: [] as number[],
  local: [] as number[],
  remote: [] as number[],
  seek: [] as number[],
}
const note = (name: keyof typeof figures, ms: number) => figures[name].push(ms)

async function oneRun(number: number): Promise<void> {
  const [a, b] = [`a${number}`, `b${number}`]
  const cold = await up(a, '--no-demo')
  note('cold', cold.ms)
  await cold.stop()
  const seller = await up(a, '--no-demo')
  note('warm', seller.ms)
  const joining = ['--join', seller.ready.multiaddrs[0] ?? '']
  // Holds nothing ahead: every byte it plays comes from the other node.
  const reader = await up(b, ...joining, '--seed', '0')
  const publishing = run(MAIN, 'publish', join(root, 'music', 'one'), '--data', join(root, a))
  let [here, there] = [0, 0]
  while (there === 0) {
    const now = performance.now()
    if (here === 0 && (await releases(seller.ready.http)).length > 0) here = now
    if ((await releases(reader.ready.http)).length > 0) there = now
    await pause(10)
  }
  note('found', Math.max(0, there - (here || there)))
  await publishing
  const [track] = (await releases(reader.ready.http))[0]?.tracks ?? []
  if (!track) throw new Error('nothing to play')
  const middle = Math.floor(track.bytes * 0.6)
  const path = `/ipfs/${track.cid}`
  note('local', (await timed(seller.ready.http + path, 'bytes=0-262143')).first)
  note('seek', (await timed(reader.ready.http + path, `bytes=${middle}-${middle + 262_143}`)).first)
  note('remote', (await timed(reader.ready.http + path, 'bytes=0-')).first)
  await Promise.all([reader.stop(), seller.stop()])
}

try {
  await run(DEMO, join(root, 'made'))
  const [folder = ''] = await readdir(join(root, 'made'))
  await mkdir(join(root, 'music'))
  await rename(join(root, 'made', folder), join(root, 'music', 'one'))
  for (let number = 0; number < Number(runs); number++) await oneRun(number)
  console.log(`milliseconds, medians of ${runs} runs [smallest-largest]`)
  console.log(`first start of a node, empty directory          ${spread(figures.cold)}`)
  console.log(`start on a directory it knows                   ${spread(figures.warm)}`)
  console.log(`found on the second node, after the first       ${spread(figures.found)}`)
  console.log(`first byte of a song on the node that has it    ${spread(figures.local)}`)
  console.log(`first byte on the second node, from the start   ${spread(figures.remote)}`)
  console.log(`first byte on the second node, at 60 % of it    ${spread(figures.seek)}`)
} finally {
  for (const child of children) child.kill('SIGKILL')
  await rm(root, { recursive: true, force: true })
}
