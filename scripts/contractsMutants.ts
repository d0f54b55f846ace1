// How good are the tests of the contracts? This breaks a contract in one place, as a slip of the hand might,
// and looks whether some test notices; and again, in every place it knows or in a sample of them.
//
// A survivor is tried again in the next run: there may be new tests. Those that change nothing are told with
// the reason in contracts/mutants.json.
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { mutantsIn, ROOT } from './mutants/compiler.ts'
import type { Mutant } from './mutants/mutate.ts'
import { findings, keep, keyOf, type Finding } from './mutants/record.ts'
import { Workshop, type Fate } from './mutants/workshop.ts'

const HELP = `Breaks the contracts in one place after another and looks whether some test notices.

  npm run contracts:mutants                      all of them (hours); goes on where it was stopped
  npm run contracts:mutants -- --only Till,Lock  those of the files so named
  npm run contracts:mutants -- --sample 60       so many, drawn from all; --seed N for another draw
  npm run contracts:mutants -- --quick           without fuzzing, which is left for another run
  npm run contracts:mutants -- --list            what is known by now, and tries none

Fails when less than nine of ten are noticed, or a survivor has no reason in contracts/mutants.json.`

/** What moves money first. */
const FILES = [
  'contracts/Till.sol',
  'contracts/Releases.sol',
  'contracts/Editions.sol',
  'contracts/libraries/Authorized.sol',
  'contracts/libraries/TokenCalls.sol',
  'contracts/Operators.sol',
  'contracts/libraries/Split.sol',
  'contracts/libraries/TermsRules.sol',
  'contracts/libraries/EntryRules.sol',
  'contracts/libraries/Ids.sol',
  'contracts/Lock.sol',
]

/** The same draw for the same seed, so that a run can be repeated. */
function drawn(all: Mutant[], sample: number, seed: number): Mutant[] {
  let state = seed
  const next = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0)
  return all
    .map((mutant) => ({ mutant, at: next() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, sample)
    .map(({ mutant }) => mutant)
}

function nameOf({ file, start, was, is }: Mutant): string {
  const source = readFileSync(join(ROOT, file))
  const before = source.subarray(0, start).toString()
  const line = before.split('\n').length
  const whole = source.toString().split('\n')[line - 1] ?? ''
  const short = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, 90)
  return `${basename(file)}:${line} ${short(was)} -> ${short(is) || 'nothing'} in ${short(whole)}`
}

/** Without its line, as the reasons are kept. */
const unnumbered = (name: string) => name.replace(/:\d+ /, ' ')

// Written by hand: the name of a mutant, and why it cannot be noticed.
const reasons = JSON.parse(readFileSync(join(ROOT, 'contracts/mutants.json'), 'utf8')) as Record<
  string,
  string
>

function say({ name, fate, by }: Finding): void {
  const reason = fate === 'survived' ? reasons[unnumbered(name)] : undefined
  console.log(`${reason ? 'survived with a reason' : fate}: ${name}${by ? ` (${by})` : ''}`)
}

async function judge(mutants: Mutant[], quick: boolean): Promise<void> {
  const known = findings()
  const isOpen = (mutant: Mutant) => (known.get(keyOf(mutant))?.fate ?? 'survived') === 'survived'
  const open = mutants.filter(isOpen)
  console.log(`${mutants.length} mutants, of which ${open.length} are tried`)
  if (open.length === 0) return
  await using workshop = await Workshop.open({ quick })
  for (const mutant of open) {
    const finding = { key: keyOf(mutant), name: nameOf(mutant), ...(await workshop.judge(mutant)) }
    keep(finding)
    say(finding)
  }
}

interface Count {
  killed: number
  judged: number
  /** Survivors that somebody has explained. */
  explained: number
  open: number
}

/** One line a file. Code that does not compile, or compiles to the very same, is no mutant. */
function countOf(found: (Finding | undefined)[]): Count {
  const with_ = (...fates: Fate[]) => found.filter((each) => each && fates.includes(each.fate))
  const killed = with_('killed', 'killed by fuzzing').length
  const survived = with_('survived')
  const explained = survived.filter((each) => each && reasons[unnumbered(each.name)]).length
  const open = found.filter((each) => !each).length
  return { killed, judged: killed + survived.length, explained, open }
}

function summary(mutants: Mutant[]): boolean {
  const known = findings()
  const line = (title: string, of: Mutant[]) => {
    const { killed, judged, explained, open } = countOf(of.map((each) => known.get(keyOf(each))))
    const share = ((100 * killed) / Math.max(1, judged)).toFixed(1)
    const rest = `${judged - killed} survived, ${explained} of them explained; ${open} not tried`
    console.log(`${title.padEnd(16)} ${killed} of ${judged} killed: ${share} %; ${rest}`)
    return killed >= 0.9 * judged && judged - killed === explained
  }
  for (const file of FILES) {
    const of = mutants.filter((mutant) => mutant.file === file)
    if (of.length > 0) line(basename(file), of)
  }
  return line('together', mutants)
}

const { values } = parseArgs({
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(HELP)
  process.exit()
}
const named = (values.only ?? '').split(',')
const files = FILES.filter((file) => named.some((name) => basename(file).startsWith(name)))
if (files.length === 0) {
  console.error(`No file is named so. There are ${FILES.map((file) => basename(file)).join(', ')}.`)
  process.exit(1)
}
const all = files.flatMap(mutantsIn)
const chosen = values.sample ? drawn(all, Number(values.sample), Number(values.seed)) : all
if (values.list) {
  const known = findings()
  for (const finding of chosen.map((each) => known.get(keyOf(each)))) if (finding) say(finding)
} else await judge(chosen, values.quick)
if (!summary(chosen)) process.exitCode = 1
