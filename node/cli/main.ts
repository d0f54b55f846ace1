#!/usr/bin/env node
/** `megabox COMMAND …`: finds the command, runs it, and says in one line what went wrong. */
import { errorBody, UsageError } from '../index.ts'
import type { Command } from './command.ts'
import { COMMANDS, isCommand } from './commands.ts'
import { parseOptions } from './options.ts'
import { overview, pageOf } from './help.ts'
import { jsonLine, plain } from './show.ts'
import { version } from './version.ts'

/** 0 done, 1 failed, 2 the words make no sense. */
async function main(argv: readonly string[]): Promise<number> {
  const [name = 'help', ...rest] = argv
  if (name === '--version' || name === '-v' || name === 'version') return print(await version())
  if (name === '--help' || name === '-h') return print(await overview())
  if (name === 'help') return help(rest)
  try {
    if (!isCommand(name)) {
      throw new UsageError(`There is no command "${name}".`, 'See "megabox help".')
    }
    return await run(name, await COMMANDS[name](), rest)
  } catch (thrown) {
    return fail(thrown, rest)
  }
}

async function run(name: string, command: Command, words: readonly string[]): Promise<number> {
  if (words.includes('--help') || words.includes('-h')) return print(pageOf(name, command))
  const { values, positionals } = parseOptions(command, words)
  await command.run({ values, positionals })
  return 0
}

async function help([name]: readonly string[]): Promise<number> {
  if (name === undefined) return print(await overview())
  if (isCommand(name)) return print(pageOf(name, await COMMANDS[name]()))
  return fail(new UsageError(`There is no command "${name}".`, 'See "megabox help".'), [])
}

function print(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}

function fail(thrown: unknown, words: readonly string[]): number {
  const body = errorBody(thrown)
  const { code, message, cure } = body.error
  if (words.includes('--json')) process.stderr.write(jsonLine(body))
  else process.stderr.write(`megabox: ${plain(`${message} ${cure}`)}\n`)
  if (words.includes('--debug')) console.error(thrown)
  return code === 'UsageError' ? 2 : 1
}

// A reader that has seen enough, as in `megabox search … | head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
})
// A log nobody reads any more is no reason to stop.
process.stderr.on('error', () => undefined)
process.exitCode = await main(process.argv.slice(2))
