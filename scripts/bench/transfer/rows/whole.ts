/** A large file, whole: ours beside what a bare stream, bitswap and HTTP do. */
import { alternate, type Sample } from '../measure.ts'
import type { Http } from '../roles/http.ts'
import type { Ours } from '../roles/ours.ts'
import type { PlainHelia } from '../roles/plainHelia.ts'
import type { RawStream } from '../roles/rawStream.ts'
import type { Bench, Row } from '../row.ts'
import { MIB } from '../scratch.ts'
import { cold, LOOPBACK, rate, seed } from './seeding.ts'

const BITSWAP_AT_ONCE = 16

/** A seeder, and how a cold node of ours keeps its file. */
export async function keeping(bench: Bench, bytes: number) {
  const path = await bench.scratch.file(bytes)
  const seeder = await seed(bench, [path])
  const [cid = ''] = seeder.cids
  const receiver = await bench.crew.spawn<Ours>('ours')
  const keep = (): Promise<Sample> =>
    cold(bench, receiver, seeder.addresses.slice(0, 1), () =>
      rate(bench, [seeder.worker], receiver, bytes, () => receiver.do('keep', cid)),
    )
  return { path, seeder, cid, keep }
}

const sizeOf = ({ options }: Bench): number => options.megabytes * MIB
const titleOf = ({ options }: Bench): string => `${options.megabytes} MiB kept`

export const raw: Row = {
  name: 'raw',
  about: 'files.keep beside a raw libp2p stream over TLS',
  async run(bench) {
    const bytes = sizeOf(bench)
    const { keep } = await keeping(bench, bytes)
    const sender = await bench.crew.spawn<RawStream>('raw')
    const receiver = await bench.crew.spawn<RawStream>('raw')
    const [address = ''] = await sender.do('open', LOOPBACK)
    await receiver.do('open')
    await sender.do('serve', bytes)
    const stream = () =>
      rate(bench, [sender], receiver, bytes, () => receiver.do('count', address, bytes))
    const samples = await alternate(bench.options.runs, { keep, stream })
    return [
      {
        ...{ what: titleOf(bench), unit: 'MiB/s', ours: samples.keep },
        reference: { name: 'libp2p stream, TLS, counted only', samples: samples.stream },
        bars: [{ of: 'ratio', least: 0.7 }],
      },
    ]
  },
}

export const bitswap: Row = {
  name: 'bitswap',
  about: 'files.keep beside a plain Helia bitswap session',
  async run(bench) {
    const bytes = sizeOf(bench)
    const { keep, seeder, cid } = await keeping(bench, bytes)
    const sender = await bench.crew.spawn<PlainHelia>('helia')
    const receiver = await bench.crew.spawn<PlainHelia>('helia')
    const { directory } = seeder
    const addresses = await sender.do('open', { directory, listen: LOOPBACK })
    const helia = () =>
      cold(bench, receiver, addresses, () =>
        rate(bench, [sender], receiver, bytes, () => receiver.do('keep', cid, BITSWAP_AT_ONCE)),
      )
    const samples = await alternate(bench.options.runs, { keep, helia })
    return [
      {
        ...{ what: titleOf(bench), unit: 'MiB/s', ours: samples.keep },
        reference: {
          name: `Helia session, ${BITSWAP_AT_ONCE} blocks at once`,
          samples: samples.helia,
        },
        bars: [{ of: 'ratio', least: 1.7 }],
      },
    ]
  },
}

export const http: Row = {
  name: 'http',
  about: 'files.keep beside node:http, hashed, written and not',
  async run(bench) {
    const bytes = sizeOf(bench)
    const { keep, path } = await keeping(bench, bytes)
    const server = await bench.crew.spawn<Http>('http')
    const client = await bench.crew.spawn<Http>('http')
    const port = await server.do('serve', path)
    const fetched = (target?: string) =>
      rate(bench, [server], client, bytes, () => client.do('fetch', port, target))
    const samples = await alternate(bench.options.runs, {
      keep,
      written: () => fetched(bench.scratch.place('fetched')),
      hashed: () => fetched(),
    })
    const ours = { what: titleOf(bench), unit: 'MiB/s', ours: samples.keep }
    return [
      {
        ...ours,
        reference: { name: 'HTTP, sha256, written to a file', samples: samples.written },
        bars: [{ of: 'ratio', least: 0.6 }],
      },
      { ...ours, reference: { name: 'HTTP, sha256, not written', samples: samples.hashed } },
    ]
  },
}
