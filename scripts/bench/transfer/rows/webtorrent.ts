/** BitTorrent as JavaScript has it, on the same machine: what a music lover would use instead. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { alternate } from '../measure.ts'
import { TORRENT_FOLDER, type Torrent } from '../roles/torrent.ts'
import { SkippedError, type Row } from '../row.ts'
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
    const sender = await crew.spawn<Torrent>('torrent')
    const receiver = await crew.spawn<Torrent>('torrent')
    await Promise.all([sender.do('open'), receiver.do('open')])
    const { torrent, port } = await sender.do('seed', path)
    const samples = await alternate(options.runs, {
      keep,
      torrent: () =>
        rate(bench, [sender], receiver, bytes, () =>
          receiver.do('keep', torrent, port, scratch.place('torrent')),
        ),
    })
    return [
      {
        ...{ what: `${options.megabytes} MiB kept`, unit: 'MiB/s', ours: samples.keep },
        reference: { name: 'WebTorrent', samples: samples.torrent },
        bars: [{ of: 'ratio', least: 1 }],
      },
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
