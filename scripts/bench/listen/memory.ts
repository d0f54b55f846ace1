/** What Chromium's pages and workers hold, proportionally where they share it. */
import { readdir, readFile } from 'node:fs/promises'

const text = (path: string) => readFile(path, 'utf8').catch(() => '')

/** MiB of all renderers below this process. */
export async function renderersMiB(browser: number): Promise<number> {
  const parents = new Map<number, number>()
  for (const name of await readdir('/proc')) {
    const stat = /^\d+$/.test(name) ? await text(`/proc/${name}/stat`) : ''
    // After the name, which is in brackets and may hold anything: state, parent.
    const [, parent = '0'] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    parents.set(Number(name), Number(parent))
  }
  const isBelow = (pid: number): boolean => {
    for (let at = pid; at > 1; at = parents.get(at) ?? 0) if (at === browser) return true
    return false
  }
  let sum = 0
  for (const pid of [...parents.keys()].filter(isBelow)) {
    if (!(await text(`/proc/${pid}/cmdline`)).includes('--type=renderer')) continue
    const [, kib = '0'] = /^Pss:\s+(\d+)/m.exec(await text(`/proc/${pid}/smaps_rollup`)) ?? []
    sum += Number(kib) / 1024
  }
  return sum
}
