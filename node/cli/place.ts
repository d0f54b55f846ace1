/** Where the user stands: npm runs scripts in the package's folder, but paths mean the user's. */
import { resolve } from 'node:path'
import { defaultDirectory } from '../daemon/main.ts'
import type { Values } from './command.ts'
import { text } from './options.ts'

const OUR_SCRIPTS = ['start', 'megabox']

function standing(): string {
  const { npm_lifecycle_event: script = '', INIT_CWD: from } = process.env
  return OUR_SCRIPTS.includes(script) && from !== undefined ? from : process.cwd()
}

export const pathOf = (path: string): string => resolve(standing(), path)

/** `--data`, or the default. */
export const dataOf = (values: Values): string => pathOf(text(values, 'data') ?? defaultDirectory())
