/** How soon a track begins, and how soon it goes on elsewhere, on a line without limits. */
import { alternate, measured, type Sample } from '../measure.ts'
import type { Http } from '../roles/http.ts'
import type { Ours } from '../roles/ours.ts'
import type { Bench, Figure, Row } from '../row.ts'
import { cold, seed, TRACK_BYTES } from './seeding.ts'

const RANGE_BYTES = 262_144
/** Such short times need more of them. */
const RUNS_PER_RUN = 3

export const first: Row = {
  name: 'first',
  about: 'first byte of a track beside an HTTP Range request',
  run: (bench) => compared(bench, 0, 'first byte of a track'),
}

export const seek: Row = {
  name: 'seek',
  about: 'first byte at 80 % of it beside HTTP',
  run: (bench) => compared(bench, TRACK_BYTES * 0.8, 'first byte at 80 %, the start being read'),
}

async function compared(bench: Bench, offset: number, what: string): Promise<Figure[]> {
  const { crew, options } = bench
  const runs = options.runs * RUNS_PER_RUN
  const file = await bench.scratch.file(TRACK_BYTES)
  // One track for each run: what was read once is no longer cold.
  const paths: string[] = []
  while (paths.length <= runs) paths.push(await bench.scratch.noise(TRACK_BYTES))
  const seeder = await seed(bench, paths)
  const receiver = await crew.spawn<Ours>('ours')
  const [server, client] = [await crew.spawn<Http>('http'), await crew.spawn<Http>('http')]
  const port = await server.do('serve', file)
  const tracks = seeder.cids.values()

  const ours = async (): Promise<Sample> => {
    const cid = tracks.next().value ?? ''
    if (offset > 0) await receiver.do('timeToMarks', cid, 0)
    const sides = { crew, senders: [seeder.worker], receivers: [receiver] }
    return measured(sides, () => receiver.do('timeToMarks', cid, offset).then(firstOf))
  }
  const overHttp = (keepAlive: boolean) => () =>
    measured({ crew, senders: [server], receivers: [client] }, () =>
      client.do('timeToMarks', { port, keepAlive, last: RANGE_BYTES - 1 }, offset).then(firstOf),
    )
  const samples = await cold(bench, receiver, seeder.addresses, () =>
    alternate(runs, { ours, fresh: overHttp(false), kept: overHttp(true) }),
  )
  const figure = (name: string, reference: Sample[]): Figure => ({
    ...{ what, unit: 'ms', ours: samples.ours, reference: { name, samples: reference } },
    bars: [{ of: 'ratio', most: 2 }, ...(offset === 0 ? [{ of: 'ours' as const, most: 10 }] : [])],
  })
  return [
    figure('HTTP Range, fresh connection', samples.fresh),
    figure('HTTP Range, connection kept', samples.kept),
  ]
}

const firstOf = ([ms = NaN]: readonly number[]): number => ms
