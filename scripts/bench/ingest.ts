// How fast songs become blocks, beside the least any program must do with them in the same run:
// read the file, hash it, write it elsewhere. `npm run bench:ingest -- [MEGABYTES] [RUNS]`
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, open, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { FsBlockstore } from 'blockstore-fs'
import { MemoryDatastore } from 'datastore-core'
import { createAudio, createNetwork, ingest, type SourceFile } from '../../node/index.ts'
import { openEars } from '../../node/daemon/main.ts'
import { median, spread } from './figures.ts'

const CHUNK = 1024 * 1024
const SONGS = 10
const RATE = 44_100

const [megabytes = '200', runs = '5'] = process.argv.slice(2)
const songBytes = Math.floor((Number(megabytes) * 1e6) / SONGS / CHUNK) * CHUNK

/** A WAV of noise: no two leaves alike, and nothing a disk could compress. */
async function writeSong(path: string): Promise<void> {
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + songBytes, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(2, 22)
  head.writeUInt32LE(RATE, 24)
  head.writeUInt32LE(RATE * 4, 28)
  head.writeUInt16LE(4, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(songBytes, 40)
  const file = await open(path, 'w')
  await file.write(head)
  for (let at = 0; at < songBytes; at += CHUNK) {
    const bytes = new Uint8Array(CHUNK)
    for (let i = 0; i < CHUNK; i += 65_536) crypto.getRandomValues(bytes.subarray(i, i + 65_536))
    await file.write(bytes)
  }
  await file.close()
}

async function sourceOf(path: string): Promise<SourceFile> {
  const { size } = await stat(path)
  return {
    path: basename(path),
    bytes: size,
    blob: () => Promise.reject(new Error('ingest reads streams')),
    read: ({ start = 0, end = size } = {}) =>
      createReadStream(path, { start, end: Math.max(start, end - 1), highWaterMark: CHUNK }),
  }
}

const rateOf = async (bytes: number, work: () => Promise<void>): Promise<number> => {
  const started = performance.now()
  await work()
  return bytes / 1e3 / (performance.now() - started)
}

async function leastWork(paths: readonly string[], folder: string): Promise<void> {
  for (const path of paths) {
    const hash = createHash('sha256')
    const source = createReadStream(path, { highWaterMark: CHUNK }).on('data', (chunk) => {
      hash.update(chunk)
    })
    await pipeline(source, createWriteStream(join(folder, basename(path))))
    hash.digest()
  }
}

async function ingestAll(paths: readonly string[], folder: string): Promise<void> {
  const blockstore = new FsBlockstore(folder)
  await using network = await createNetwork({
    ...{ listen: [], transports: [tcp()], encrypters: [noise()] },
    ...{ blockstore, datastore: new MemoryDatastore(), gossip: false },
  })
  const files = await Promise.all(paths.map(sourceOf))
  await using ears = await openEars(files)
  const hash = () => createHash('sha256')
  const powers = { audio: createAudio(), files: network.files, hash, openEar: ears.open }
  const work = ingest(files, { artist: 'Nobody', title: 'Noise' }, powers)
  let step = await work.next()
  while (step.done !== true) step = await work.next()
}

const root = await mkdtemp(join(tmpdir(), 'megabox-bench-'))
try {
  const paths = Array.from({ length: SONGS }, (_, i) => join(root, `${i + 10}.wav`))
  for (const path of paths) await writeSong(path)
  const bytes = SONGS * songBytes
  const [least, ours]: [number[], number[]] = [[], []]
  for (let run = 0; run <= Number(runs); run++) {
    const places = await Promise.all(['least', 'ours'].map((name) => mkdtemp(join(root, name))))
    const [plain = '', blocks = ''] = places
    const a = await rateOf(bytes, () => leastWork(paths, plain))
    const b = await rateOf(bytes, () => ingestAll(paths, blocks))
    // The first run warms the machine up.
    if (run > 0) {
      least.push(a)
      ours.push(b)
    }
    await Promise.all(places.map((place) => rm(place, { recursive: true })))
  }
  console.log(
    `${SONGS} songs, ${(bytes / 1e6).toFixed(0)} MB in all, medians of ${least.length} runs`,
  )
  console.log(`read + sha256 + write      MB/s  ${spread(least)}`)
  console.log(`ingest into blocks on disk MB/s  ${spread(ours)}`)
  console.log(`ratio                            ${(median(ours) / median(least)).toFixed(2)}`)
} finally {
  for (const name of await readdir(root)) await rm(join(root, name), { recursive: true })
  await rm(root, { recursive: true })
}
