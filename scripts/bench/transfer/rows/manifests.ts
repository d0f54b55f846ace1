/** A catalogue's worth of manifests, none of them here yet. */
import { alternate, measured } from '../measure.ts'
import type { Ours } from '../roles/ours.ts'
import type { PlainHelia } from '../roles/plainHelia.ts'
import type { Row } from '../row.ts'
import { cold, LOOPBACK, seed } from './seeding.ts'

const COUNT = 10_000
const BYTES = 792
const BITSWAP_AT_ONCE = 500

export const manifests: Row = {
  name: 'manifests',
  about: '10,000 blocks of 792 bytes: getMany beside bitswap',
  async run(bench) {
    const { crew, options } = bench
    const { worker, addresses, directory } = await seed(bench, [])
    const cids = await worker.do('addSmall', COUNT, BYTES)
    const receiver = await crew.spawn<Ours>('ours')
    const sender = await crew.spawn<PlainHelia>('helia')
    const helia = await crew.spawn<PlainHelia>('helia')
    const heliaAddresses = await sender.do('open', { directory, listen: LOOPBACK })
    const perSecond = (ms: number) => (COUNT / ms) * 1000
    const samples = await alternate(options.runs, {
      ours: () =>
        cold(bench, receiver, addresses.slice(0, 1), () =>
          measured({ crew, senders: [worker], receivers: [receiver] }, () =>
            receiver.do('getMany', cids).then(perSecond),
          ),
        ),
      helia: () =>
        cold(bench, helia, heliaAddresses, () =>
          measured({ crew, senders: [sender], receivers: [helia] }, () =>
            helia.do('getMany', cids, BITSWAP_AT_ONCE).then(perSecond),
          ),
        ),
    })
    return [
      {
        ...{ what: `${COUNT} blocks of ${BYTES} B`, unit: 'blocks/s', ours: samples.ours },
        reference: { name: `Helia session, ${BITSWAP_AT_ONCE} at once`, samples: samples.helia },
        bars: [{ of: 'ratio', least: 15 }],
      },
    ]
  },
}
