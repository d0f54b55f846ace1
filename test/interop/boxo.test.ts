/**
 * The Go family: boxo, the library Kubo is made of, in a peer of our own (`go/main.go`), since Kubo
 * itself is not to be had everywhere. It shares no code with us, so CIDs and bytes that agree prove
 * something. Skipped where there is no Go.
 */
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { CID } from 'multiformats/cid'
import { readCar } from '../../node/domain/car.ts'
import { matches } from '../../node/network/matches.ts'
import { testNetwork } from '../support/network.ts'

/** The last has two levels of links: more than 1024 leaves. */
const SIZES = [1, 262_144, 262_145, 10_000_000, 269_000_000]
const SOURCE = fileURLToPath(new URL('./go', import.meta.url))
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/interop/', import.meta.url))
const PROGRAM = join(CACHE, 'boxo-peer')
const LARGEST_FETCHED = 20_000_000

const run = promisify(execFile)

/** Why there is no such peer; undefined when there is. Go keeps what it has built. */
async function build(): Promise<string | undefined> {
  if (!(await run('go', ['version']).catch(() => undefined))) return 'there is no Go here'
  process.stderr.write('    building a peer of the Go family (some minutes at first)\n')
  await mkdir(CACHE, { recursive: true })
  return run('go', ['build', '-buildvcs=false', '-o', PROGRAM, '.'], { cwd: SOURCE }).then(
    () => undefined,
    (error: unknown) => `it could not be built: ${String(error)}`,
  )
}

function random(bytes: number): Buffer {
  const whole = Buffer.alloc(bytes)
  for (let at = 0; at < bytes; at += 65_536) {
    crypto.getRandomValues(whole.subarray(at, Math.min(bytes, at + 65_536)))
  }
  return whole
}

/** Adds a file there, and serves it until disposed of. */
async function adder(path: string, how: 'add' | 'serve' = 'add') {
  const child = spawn(PROGRAM, [how, path], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  const [cid = '', address = '', url = ''] = line.split(' ')
  return {
    ...{ cid, address, url },
    [Symbol.asyncDispose]: async () => {
      const gone = once(child, 'exit')
      child.stdin.end()
      await gone
    },
  }
}

async function fetchedBy(cid: CID, address: string): Promise<Buffer> {
  const how = { encoding: 'buffer', maxBuffer: 2 * LARGEST_FETCHED } as const
  return (await run(PROGRAM, ['get', cid.toString(), address], how)).stdout
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1_000_000) yield bytes.subarray(at, at + 1_000_000)
}

describe('a peer of the Go family', function () {
  this.timeout(600_000)
  let folder: string

  before(async function () {
    const missing = await build()
    if (missing !== undefined) {
      process.stderr.write(`    skipped: ${missing}\n`)
      this.skip()
    }
    folder = await mkdtemp(join(tmpdir(), 'megabox-test-'))
  })
  after(() => rm(folder, { recursive: true, force: true }))

  for (const bytes of SIZES) {
    it(`gives a file of ${bytes} bytes the CID we give it, and both read it from each other`, async () => {
      const song = random(bytes)
      const path = join(folder, `${bytes}`)
      await writeFile(path, song)
      await using ours = await testNetwork()
      const { cid } = await ours.files.add(chunksOf(song))
      await using theirs = await adder(path)
      assert.equal(theirs.cid, cid.toString())
      if (bytes > LARGEST_FETCHED) return

      assert.ok((await fetchedBy(cid, ours.addresses()[0] ?? '')).equals(song))
      await using reader = await testNetwork()
      await reader.connect(theirs.address, AbortSignal.timeout(5000))
      const parts: Uint8Array[] = []
      const signal = AbortSignal.timeout(60_000)
      for await (const part of reader.files.read(cid, { signal })) parts.push(part)
      assert.ok(Buffer.concat(parts).equals(song))
    })
  }

  /** Puts the blocks of a CAR where nothing else is, and reads the file from there. */
  async function readBack(cid: string, car: AsyncIterable<Uint8Array>): Promise<Buffer> {
    await using empty = await testNetwork({ listen: [] })
    for await (const block of readCar(car)) {
      assert.ok(await matches(block.cid, block.bytes))
      await empty.blocks.put(block.cid, block.bytes)
    }
    const parts: Uint8Array[] = []
    for await (const part of empty.files.read(CID.parse(cid), { offline: true })) parts.push(part)
    return Buffer.concat(parts)
  }

  it('is a gateway whose CAR we read, over HTTP and over a libp2p stream', async () => {
    const song = random(1_000_000)
    const path = join(folder, 'gateway')
    await writeFile(path, song)
    await using theirs = await adder(path, 'serve')
    const where = `/ipfs/${theirs.cid}?format=car&dag-scope=entity`
    const response = await fetch(`${theirs.url}${where}`)
    assert.equal(response.status, 200)
    assert.ok(response.body)
    assert.ok((await readBack(theirs.cid, response.body)).equals(song))

    await using ours = await testNetwork()
    const peer = await ours.connect(theirs.address, AbortSignal.timeout(5000))
    const answer = await ours.http.ask(
      peer,
      { path: where },
      { signal: AbortSignal.timeout(10_000) },
    )
    assert.equal(answer.status, 200)
    assert.ok((await readBack(theirs.cid, answer.body)).equals(song))
  })

  it('is read from whole, by its gateway over libp2p and by its gateway over HTTP', async () => {
    const song = random(3_000_000)
    const path = join(folder, 'whole')
    await writeFile(path, song)
    await using theirs = await adder(path, 'serve')
    const cid = CID.parse(theirs.cid)

    await using peer = await testNetwork()
    await peer.connect(theirs.address, AbortSignal.timeout(5000))
    const how = { signal: AbortSignal.timeout(20_000) }
    assert.ok(Buffer.concat(await Array.fromAsync(peer.files.read(cid, how))).equals(song))

    await using client = await testNetwork({ listen: [], gateways: [theirs.url] })
    assert.ok(Buffer.concat(await Array.fromAsync(client.files.read(cid, how))).equals(song))
  })
})
