/** What `npm run bench:transfer` can be told. */
import { parseArgs } from 'node:util'

export interface Options {
  /** Names of rows, or of groups of rows (`three` is `three` and `three-shaped`). Empty: all. */
  rows: string[]
  runs: number
  megabytes: number
  /** Of the cut that `listeners` hear. */
  seconds: number
  json?: string
  compare?: string
  help: boolean
}

export const HELP = `npm run bench:transfer -- [--rows a,b] [--runs N] [--megabytes N] [--json FILE] [--compare FILE]

Moves bytes between real processes, each row beside its reference in the same run.

  --rows a,b       only these rows (a name, or the part of it before "-")
  --runs N         runs of each side after one warm-up, alternating (default 5)
  --megabytes N    size of the large file, in MiB (default 200)
  --seconds N      how long the listeners listen (default 60)
  --json FILE      keep every sample there
  --compare FILE   ratios against an older --json FILE
`

/** Throws an error to show when the words make no sense. */
export function parseOptions(words: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...words],
    options: {
      rows: { type: 'string', default: '' },
      runs: { type: 'string', default: '5' },
      megabytes: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '60' },
      json: { type: 'string' },
      compare: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  return {
    rows: values.rows.split(',').filter((name) => name !== ''),
    runs: positive('runs', values.runs),
    megabytes: positive('megabytes', values.megabytes),
    seconds: positive('seconds', values.seconds),
    ...(values.json !== undefined && { json: values.json }),
    ...(values.compare !== undefined && { compare: values.compare }),
    help: values.help,
  }
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`--${name} takes a whole number from 1 on, not "${text}".`)
  return value
}

/** Is the row among those asked for? */
export const isChosen = (row: string, { rows }: Pick<Options, 'rows'>): boolean =>
  rows.length === 0 || rows.some((name) => row === name || row.startsWith(`${name}-`))
