/** Packages that only a bench needs: each such folder has a `package.json` of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access } from 'node:fs/promises'
import { join } from 'node:path'

/** Installs what the folder's `package.json` pins, once; whether `witness`, one of its packages, is there. */
export async function install(folder: string, witness: string): Promise<boolean> {
  const there = join(folder, 'node_modules', witness, 'package.json')
  const isThere = () =>
    access(there).then(
      () => true,
      () => false,
    )
  if (await isThere()) return true
  const cli = process.env['npm_execpath']
  const [program, before] = cli === undefined ? ['npm', []] : [process.execPath, [cli]]
  const words = [...before, 'install', '--no-package-lock', '--ignore-scripts', '--no-audit']
  const npm = spawn(program, words, { cwd: folder, stdio: 'ignore' })
  await once(npm, 'exit').catch(() => undefined)
  return isThere()
}
