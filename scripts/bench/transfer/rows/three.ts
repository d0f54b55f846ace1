/** Several seeders of one file: faster than one, and nothing sent twice. */
import { alternate, type Sample } from '../measure.ts'
import type { Line } from '../roles/line.ts'
import type { Ours } from '../roles/ours.ts'
import type { Bench, Figure, Row } from '../row.ts'
import { MIB } from '../scratch.ts'
import {
  bare,
  cold,
  LOOPBACK,
  rate,
  seed,
  twinOf,
  unixAddress,
  withPort,
  type Seed,
} from './seeding.ts'

const SEEDERS = 3
/** A good line at home. Enough for a ratio, and done in a minute. */
const SHAPED_MEGABYTES = 48
const LINE = { bytesPerSecond: 100e6 / 8, delayMs: 5, queueBytes: 64 * 1024 }

export const three: Row = {
  name: 'three',
  about: 'three seeders beside one, each as fast as it can',
  async run(bench) {
    const bytes = bench.options.megabytes * MIB
    const seeders = await seedAll(bench, bytes, () => LOOPBACK)
    const addresses = seeders.map((seeder) => seeder.addresses[0] ?? '')
    return compared(bench, { bytes, seeders, addresses })
  },
}

export const threeShaped: Row = {
  name: 'three-shaped',
  about: 'the same, each seeder behind 100 Mbit/s',
  async run(bench) {
    const bytes = Math.min(bench.options.megabytes, SHAPED_MEGABYTES) * MIB
    const paths = Array.from({ length: SEEDERS }, () => bench.scratch.place('socket'))
    const seeders = await seedAll(bench, bytes, (i) => [unixAddress(paths[i] ?? '')])
    const line = await bench.crew.spawn<Line>('line')
    const addresses: string[] = []
    for (const [i, path] of paths.entries()) {
      const port = await line.do('open', { path }, LINE)
      addresses.push(withPort(port, seeders[i]?.addresses ?? []))
    }
    return compared(bench, { bytes, seeders, addresses })
  },
}

async function seedAll(
  bench: Bench,
  bytes: number,
  listen: (i: number) => string[],
): Promise<Seed[]> {
  const first = await seed(bench, [await bench.scratch.file(bytes)], listen(0))
  const seeders = [first]
  while (seeders.length < SEEDERS) seeders.push(await twinOf(bench, first, listen(seeders.length)))
  return seeders
}

interface Setting {
  bytes: number
  seeders: readonly Seed[]
  addresses: readonly string[]
}

async function compared(bench: Bench, { bytes, seeders, addresses }: Setting): Promise<Figure[]> {
  const receiver = await bench.crew.spawn<Ours>('ours')
  const workers = seeders.map(({ worker }) => worker)
  const cid = seeders[0]?.cids[0] ?? ''
  const wires: Sample[] = []
  const keep = (from: readonly string[]) =>
    cold(bench, receiver, from, async () => {
      const before = await receiver.usage()
      const sample = await rate(bench, workers, receiver, bytes, () => receiver.do('keep', cid))
      const after = await receiver.usage()
      if (from.length > 1) wires.push(bare((after.wireIn - before.wireIn) / bytes))
      return sample
    })
  const samples = await alternate(bench.options.runs, {
    three: () => keep(addresses),
    one: () => keep(addresses.slice(0, 1)),
  })
  return [
    {
      what: `${bytes / MIB} MiB from ${SEEDERS} seeders`,
      ...{ unit: 'MiB/s', ours: samples.three },
      reference: { name: 'one seeder', samples: samples.one },
      bars: [{ of: 'ratio', least: 1.3 }],
    },
    {
      ...{ what: 'wire / content at the receiver', unit: '×', ours: wires.slice(1) },
      bars: [{ of: 'ours', most: 1.02 }],
    },
  ]
}
