/** BitTorrent as JavaScript has it, on the same machine: what a music lover would use instead. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
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
    await install()
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

/** Into its own folder, once. */
async function install(): Promise<void> {
  const there = join(TORRENT_FOLDER, 'node_modules/webtorrent/package.json')
  const isThere = () =>
    access(there).then(
      () => true,
      () => false,
    )
  if (await isThere()) return
  const cli = process.env['npm_execpath']
  const [program, before] = cli === undefined ? ['npm', []] : [process.execPath, [cli]]
  // Its native extras are not needed for peers that are named.
  const words = [...before, 'install', '--no-package-lock', '--ignore-scripts', '--no-audit']
  const npm = spawn(program, words, { cwd: TORRENT_FOLDER, stdio: 'ignore' })
  await once(npm, 'exit').catch(() => undefined)
  if (!(await isThere()))
    throw new SkippedError(`WebTorrent is not installed: run "npm install" in ${TORRENT_FOLDER}`)
}
