/**
 * The embedded chain's state on disk. anvil's own state file is written in place and torn by a
 * crash, so it is asked for its state, which goes to a new file, is synced and then renamed.
 */
import { open, readFile, rename, rm, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { fromSystem } from '../errors.ts'
import { withOneGenesis } from './oneGenesis.ts'

const decompress = promisify(gunzip)

/** `dump` is what `anvil_dumpState` gives: hex of gzipped JSON; `--load-state` wants the JSON. */
export async function saveState(path: string, dump: string): Promise<void> {
  const json = await decompress(Buffer.from(dump.slice(2), 'hex'))
  await replace(path, withOneGenesis(json.toString()))
}

/** States that were saved before `withOneGenesis` was known to be needed. */
export async function mendState(path: string): Promise<void> {
  const saved = await readFile(path, 'utf8')
  const mended = withOneGenesis(saved)
  if (mended !== saved) await replace(path, mended)
}

async function replace(path: string, json: string): Promise<void> {
  const fresh = `${path}.new`
  try {
    const file = await open(fresh, 'w', 0o600)
    try {
      await file.writeFile(json)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(fresh, path)
  } catch (cause) {
    await rm(fresh, { force: true })
    throw fromSystem(cause, path)
  }
}

export async function hasState(path: string): Promise<boolean> {
  return stat(path).then(
    ({ size }) => size > 0,
    () => false,
  )
}
