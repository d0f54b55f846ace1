/** The help pages, made from the commands themselves. */
import type { Command, Option } from './command.ts'
import { COMMANDS } from './commands.ts'
import { optionsOf } from './options.ts'
import { version } from './version.ts'

export async function overview(): Promise<string> {
  const rows = await Promise.all(
    Object.entries(COMMANDS).map(async ([name, load]) => [name, (await load()).summary] as const),
  )
  return [
    `MegaBox ${await version()}: music that pays the artist inside the sale, served by whoever holds it.`,
    '',
    'Usage: megabox COMMAND [options]',
    '',
    columns([...rows, ['help', 'Say more about a command: megabox help publish.']]),
    '',
    'Example: megabox publish ./my-album --price 0.01',
    'Every command knows --help, --json where it prints results, and --debug.',
  ].join('\n')
}

export function pageOf(name: string, command: Command): string {
  const options = Object.entries(optionsOf(command)).map(
    ([option, spec]) => [flagOf(option, spec), spec.help] as const,
  )
  return [
    `megabox ${name} ${command.usage}`.trimEnd(),
    '',
    command.summary,
    ...(command.details === undefined ? [] : ['', command.details]),
    '',
    'Options:',
    columns(options),
    '',
    command.examples.length > 1 ? 'Examples:' : 'Example:',
    ...command.examples.map((example) => `  ${example}`),
  ].join('\n')
}

function flagOf(name: string, { short, value, multiple = false }: Option): string {
  const flag = `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`
  return multiple ? `${flag} …` : flag
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n')
}
