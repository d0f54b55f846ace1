/** Words of the command line into options, by node:util's parser; its complaints as ours. */
import { parseArgs } from 'node:util'
import { parseReleaseId, UsageError } from '../index.ts'
import type { Command, Option, Values } from './command.ts'

const DEBUG: Option = { type: 'boolean', help: 'Print the whole error when something fails.' }

export const optionsOf = (command: Command): Readonly<Record<string, Option>> => ({
  ...command.options,
  debug: DEBUG,
})

export function parseOptions(
  command: Command,
  words: readonly string[],
): { values: Values; positionals: string[] } {
  const options = Object.fromEntries(
    Object.entries(optionsOf(command)).map(([name, { type, short, multiple = false }]) => [
      name,
      { type, multiple, ...(short !== undefined && { short }) },
    ]),
  )
  try {
    const parsed = parseArgs({
      args: [...words],
      options,
      allowPositionals: true,
      allowNegative: true,
    })
    // parseArgs has checked each against its type; lists only where `multiple` says so.
    return { values: parsed.values as Values, positionals: parsed.positionals }
  } catch (cause) {
    const [message = ''] = String(cause instanceof Error ? cause.message : cause).split(/\.\s/, 1)
    throw new UsageError(`${message.replace(/\.$/, '')}.`, 'See --help.', { cause })
  }
}

export const text = (values: Values, name: string): string | undefined => {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

export const list = (values: Values, name: string): string[] => {
  const value = values[name]
  return Array.isArray(value) ? value : []
}

export const isOn = (values: Values, name: string): boolean => values[name] === true

/** The one word a command wants. */
export function oneWord(positionals: readonly string[], what: string): string {
  const [word, ...more] = positionals
  if (word !== undefined && more.length === 0) return word
  throw new UsageError(`This command wants ${what}.`, 'See --help.')
}

/** For a command that wants no words but its options. */
export function noWords(positionals: readonly string[]): void {
  const [word] = positionals
  if (word === undefined) return
  throw new UsageError(`"${word}" means nothing to this command.`, 'See --help.')
}

/** The release a command is about. */
export const releaseId = (positionals: readonly string[]): string =>
  parseReleaseId(oneWord(positionals, 'one release id'))
