/** BitTorrent as JavaScript has it, on the same machine: what a music lover would use instead. */
import { install } from '../../install.ts'
import { alternate, type Sample } from '../measure.ts'
import { TORRENT_FOLDER, type Torrent } from '../roles/torrent.ts'
import { SkippedError, type Figure, type Row } from '../row.ts'
import { MIB } from '../scratch.ts'
import { rate } from './seeding.ts'
import { keeping } from './whole.ts'

export const webtorrent: Row = {
  name: 'webtorrent',
  about: 'files.keep beside WebTorrent over TCP and uTP (installs it on first use)',
  async run(bench) {
    await installed()
    const { crew, options, scratch } = bench
    const bytes = options.megabytes * MIB
    const { path, keep } = await keeping(bench, bytes)
    const torrentBy = async (utp: boolean) => {
      const [sender, receiver] = [
        await crew.spawn<Torrent>('torrent'),
        await crew.spawn<Torrent>('torrent'),
      ]
      await Promise.all([sender.do('open', { utp }), receiver.do('open', { utp })])
      const { torrent, port } = await sender.do('seed', path)
      return () =>
        rate(bench, [sender], receiver, bytes, () =>
          receiver.do('keep', torrent, port, scratch.place('torrent')),
        )
    }
    const sides = { keep, utp: await torrentBy(true), tcp: await torrentBy(false) }
    const samples = await alternate(options.runs, sides)
    const figure = (name: string, reference: Sample[]): Figure => ({
      ...{ what: `${options.megabytes} MiB kept`, unit: 'MiB/s', ours: samples.keep },
      reference: { name, samples: reference },
      bars: [{ of: 'ratio', least: 1 }],
    })
    return [
      figure('WebTorrent, uTP as it comes', samples.utp),
      figure('WebTorrent, TCP only', samples.tcp),
    ]
  },
}

/** Into its own folder, once. Its native extras are not needed for peers that are named. */
async function installed(): Promise<void> {
  if (await install(TORRENT_FOLDER, 'webtorrent')) return
  throw new SkippedError(`WebTorrent is not installed: run "npm install" in ${TORRENT_FOLDER}`)
}
