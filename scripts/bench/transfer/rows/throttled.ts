/** One of three seeders is nearly too slow to be of use: nobody may hear it. */
import { alternate } from '../measure.ts'
import type { Line } from '../roles/line.ts'
import type { Ours } from '../roles/ours.ts'
import type { Row } from '../row.ts'
import { MIB } from '../scratch.ts'
import { bare, cold, LOOPBACK, seed, TRACK_RATE, twinOf, unixAddress, withPort } from './seeding.ts'

/** 50 kb/s. */
const THIN = { bytesPerSecond: 6250, delayMs: 40, queueBytes: 8 * 1024 }
/** Real time; a run ends as soon as all is there, since then nothing can stall. */
const SECONDS = 40
const SONG = {
  bytesPerSecond: TRACK_RATE,
  totalBytes: SECONDS * TRACK_RATE,
  startBytes: 64 * 1024,
  aheadBytes: 4 * MIB,
}

export const throttled: Row = {
  name: 'throttled',
  about: 'stalls with one of three seeders behind 50 kb/s',
  async run(bench) {
    const socket = bench.scratch.place('socket')
    const path = await bench.scratch.file(SONG.totalBytes)
    const thin = await seed(bench, [path], [unixAddress(socket)])
    const others = [await twinOf(bench, thin, LOOPBACK), await twinOf(bench, thin, LOOPBACK)]
    const line = await bench.crew.spawn<Line>('line')
    const slow = withPort(await line.do('open', { path: socket }, THIN), thin.addresses)
    const fast = others.map(({ addresses }) => addresses[0] ?? '')
    const receiver = await bench.crew.spawn<Ours>('ours')
    const cid = thin.cids[0] ?? ''
    const firsts = { three: [] as number[], one: [] as number[] }
    const played = (name: keyof typeof firsts, from: readonly string[]) => () =>
      cold(bench, receiver, from, async () => {
        const { stalls, stalledMs, firstMs } = await receiver.do('listen', cid, SONG)
        firsts[name].push(firstMs)
        if (stalls > 0) bench.note(`${name}: ${stalls} stalls, ${stalledMs.toFixed(0)} ms in all`)
        return bare(stalls)
      })
    const samples = await alternate(bench.options.runs, {
      three: played('three', [slow, ...fast]),
      one: played('one', fast.slice(0, 1)),
    })
    const after = (values: readonly number[]) => values.slice(1).map(bare)
    const name = 'the best single peer'
    return [
      {
        ...{ what: `stalls in ${SECONDS} s at 320 kb/s`, unit: '', ours: samples.three },
        reference: { name, samples: samples.one },
        bars: [{ of: 'ours', most: 0 }],
      },
      {
        ...{ what: 'first byte', unit: 'ms', ours: after(firsts.three) },
        reference: { name, samples: after(firsts.one) },
      },
    ]
  },
}
