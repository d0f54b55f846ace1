/** `run.json`: how the command line finds the node that runs on a data directory. */
import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { codeOf } from './errors.ts'
import { readJson, writeJson } from './jsonFile.ts'

const RunFile = v.object({
  pid: v.number(),
  /** `http://127.0.0.1:4242` */
  http: v.string(),
  /** Opens the local API. */
  token: v.string(),
})

export type RunFile = v.InferOutput<typeof RunFile>

const pathIn = (directory: string) => join(directory, 'run.json')

export const readRunFile = (directory: string): Promise<RunFile | undefined> =>
  readJson(pathIn(directory), RunFile, 'Start the node again: it writes that file anew.')

export const writeRunFile = (directory: string, run: RunFile): Promise<void> =>
  writeJson(pathIn(directory), run)

export const removeRunFile = (directory: string): Promise<void> =>
  rm(pathIn(directory), { force: true })

/** Does the process that wrote it still run? */
export function isAlive({ pid }: Pick<RunFile, 'pid'>): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it runs, and is another user's.
    return codeOf(error) === 'EPERM'
  }
}

export const newToken = (): string => randomBytes(32).toString('base64url')
