// How fast bytes move between real processes, each row beside its reference in the same run:
// `npm run bench:transfer -- --help`
import { Crew } from './crew.ts'
import { HELP, isChosen, parseOptions } from './options.ts'
import { tableOf, type Measured } from './report.ts'
import { comparedWith, save } from './results.ts'
import { SkippedError } from './row.ts'
import { ROWS } from './rows.ts'
import { Scratch } from './scratch.ts'

// Whoever loses patience leaves no gigabyte behind: the files go at exit.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const options = parseOptions(process.argv.slice(2))
if (options.help) {
  console.log(HELP)
  for (const { name, about } of ROWS) console.log(`  ${name.padEnd(16)} ${about}`)
} else {
  await measure()
}

async function measure(): Promise<void> {
  const figures: Measured[] = []
  const notes: string[] = []
  for (const row of ROWS.filter(({ name }) => isChosen(name, options))) {
    const { name } = row
    process.stderr.write(`${name} `)
    const note = (text: string) => void notes.push(`${name}: ${text}`)
    // In this order, so that the processes have ended before their files go.
    await using scratch = await Scratch.open()
    await using crew = new Crew()
    try {
      const found = await row.run({ crew, scratch, options, note })
      figures.push(...found.map((figure) => ({ row: name, ...figure })))
    } catch (error) {
      process.stderr.write('\n')
      if (error instanceof SkippedError) note(`skipped: ${error.message}`)
      else note(`failed: ${error instanceof Error ? error.message : String(error)}`)
      if (!(error instanceof SkippedError)) process.exitCode = 1
    }
  }
  console.log(`medians of ${options.runs} runs [smallest-largest]; ratio is ours / reference;`)
  console.log('CPU s is sender + receiver; others is what other processes used, in cores\n')
  console.log(tableOf(figures))
  for (const text of notes) console.log(`\n${text}`)
  if (options.json !== undefined) await save(options.json, { options, notes, figures })
  if (options.compare !== undefined)
    console.log(`\n${await comparedWith(options.compare, figures)}`)
}
