/** Runs `megabox` as a person would: a process with words, variables and something on its input. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export const MAIN = fileURLToPath(new URL('../../../node/cli/main.ts', import.meta.url))

export interface Circumstances {
  cwd?: string
  env?: NodeJS.ProcessEnv
  /** What is piped in; without it the input is closed. */
  stdin?: string
  /** Another user's number, for what the administrator may do anyway. */
  uid?: number
}

export async function megabox(words: readonly string[], how: Circumstances = {}) {
  const { cwd, env = {}, stdin = '', uid } = how
  const child = spawn(process.execPath, [MAIN, ...words], {
    ...(cwd !== undefined && { cwd }),
    ...(uid !== undefined && { uid }),
    env: { PATH: process.env['PATH'], ...env },
    stdio: 'pipe',
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  // It may have ended before it read a word.
  child.stdin.on('error', () => undefined).end(stdin)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}
