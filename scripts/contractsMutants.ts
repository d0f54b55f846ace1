// How good are the tests of the contracts? This breaks a contract in one place, as a slip of the hand might,
// and looks whether some test notices; and again, in every place it knows or in a sample of them.
//
//   npm run contracts:mutants                     all of them: some hours
//   npm run contracts:mutants -- --sample 60      so many, drawn from all
//   npm run contracts:mutants -- --only Till      those of the files so named
//
// Survivors that change nothing are told with the reason in contracts/mutants.json.
import { spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const FILES = [
  'contracts/Releases.sol',
  'contracts/Editions.sol',
  'contracts/Till.sol',
  'contracts/Operators.sol',
  'contracts/Lock.sol',
  'contracts/libraries/Authorized.sol',
  'contracts/libraries/EntryRules.sol',
  'contracts/libraries/Ids.sol',
  'contracts/libraries/Split.sol',
  'contracts/libraries/TermsRules.sol',
  'contracts/libraries/TokenCalls.sol',
]
/** These compare the code with what it was, and would notice everything. */
const NOT_FAIR = ['gas.test.ts', 'artifact.test.ts', 'verify.test.ts']

/** No steps but the few without which the code would not fit. */
const QUICK =
  "{ enabled: true, runs: 200, details: { yul: true, yulDetails: { optimizerSteps: 'u:' } } }"

interface Mutant {
  file: string
  start: number
  length: number
  was: string
  is: string
}

interface Ast {
  nodeType: string
  src: string
  operator?: string
  kind?: string
  value?: string
  leftExpression?: Ast
  rightExpression?: Ast
  trueBody?: Ast
  falseBody?: Ast | null
  expression?: Ast
  statements?: Ast[]
  modifiers?: Ast[]
}

const SWAPS: Record<string, string[]> = {
  '<': ['<=', '>'],
  '<=': ['<'],
  '>': ['>=', '<'],
  '>=': ['>'],
  '==': ['!='],
  '!=': ['=='],
  '+': ['-'],
  '-': ['+'],
  '*': ['+'],
  '/': ['*'],
  '%': ['/'],
  '&&': ['||'],
  '||': ['&&'],
}

const place = ({ src }: Ast): [start: number, length: number] => {
  const [start = 0, length = 0] = src.split(':').map(Number)
  return [start, length]
}

/** Every node of a syntax tree, whatever it hangs on. */
function* nodesOf(node: unknown): Generator<Ast> {
  if (Array.isArray(node)) for (const each of node) yield* nodesOf(each)
  else if (typeof node === 'object' && node !== null) {
    // The compiler calls everything with these two a node.
    if ('nodeType' in node && 'src' in node) yield node as Ast
    for (const each of Object.values(node)) yield* nodesOf(each)
  }
}

function mutantsOf(file: string, source: Buffer, ast: Ast): Mutant[] {
  const found: Mutant[] = []
  const text = (start: number, length: number) => source.subarray(start, start + length).toString()
  const add = (start: number, length: number, is: string) =>
    found.push({ file, start, length, was: text(start, length), is })

  for (const node of nodesOf(ast)) {
    const [start, length] = place(node)
    if (node.nodeType === 'BinaryOperation' && node.leftExpression && node.rightExpression) {
      const [left, leftLength] = place(node.leftExpression)
      const [right] = place(node.rightExpression)
      const between = text(left + leftLength, right - left - leftLength)
      for (const other of SWAPS[node.operator ?? ''] ?? []) {
        const is = between.replace(node.operator ?? '', other)
        add(left + leftLength, between.length, is)
      }
    }
    const alone = node.nodeType === 'IfStatement' && !node.falseBody
    if (alone || node.nodeType === 'ExpressionStatement' || node.nodeType === 'EmitStatement') {
      // The semicolon stays: alone it is no statement, but two braces are.
      const semicolon = text(start + length, 1) === ';' ? 1 : 0
      add(start, length + semicolon, '{}')
    }
    if (node.nodeType === 'ModifierInvocation') add(start, length, '')
    if (node.nodeType === 'Literal' && node.kind === 'number')
      add(start, length, `(${text(start, length)} + 1)`)
    if (node.nodeType === 'Literal' && node.kind === 'bool') {
      add(start, length, node.value === 'true' ? 'false' : 'true')
    }
    if (node.nodeType === 'Conditional') add(start, length, `(${text(start, length)}) * 0`)
    if (node.nodeType === 'UnaryOperation' && node.operator === '!') {
      add(start, 1, '')
    }
  }
  return found
}

interface Compiler {
  compile: (input: string, callbacks: object) => string
}

async function everyMutant(only: string | undefined): Promise<Mutant[]> {
  const require = createRequire(import.meta.url)
  // The package has no types; this is the one function we call.
  const solc = require('solc') as Compiler
  const files = FILES.filter((file) => !only || basename(file).includes(only))
  const all: Mutant[] = []
  for (const file of files) {
    const source = await readFile(join(ROOT, file))
    const input = {
      language: 'Solidity',
      sources: { [file]: { content: source.toString() } },
      settings: { stopAfter: 'parsing', outputSelection: { '*': { '': ['ast'] } } },
    }
    // Parsing alone needs no imports.
    const output = JSON.parse(solc.compile(JSON.stringify(input), {})) as {
      sources: Record<string, { ast: Ast }>
    }
    const ast = output.sources[file]?.ast
    if (!ast) throw new Error(`${file} cannot be parsed`)
    all.push(...mutantsOf(file, source, ast))
  }
  return all
}

/** A copy of what the tests need, in which contracts can be broken while people work on the real ones. */
async function workshop(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'megabox-mutants-'))
  for (const part of ['contracts', 'test/contracts', 'scripts/contracts.ts', 'node/domain']) {
    await mkdir(join(folder, part, '..'), { recursive: true })
    await cp(join(ROOT, part), join(folder, part), { recursive: true })
  }
  for (const part of ['package.json', 'tsconfig.json', 'artifacts', 'cache']) {
    await cp(join(ROOT, part), join(folder, part), { recursive: true })
  }
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const config = await readFile(join(ROOT, 'hardhat.config.ts'), 'utf8')
  // The first test that notices is enough; and what costs is compiling, not gas.
  await writeFile(
    join(folder, 'hardhat.config.ts'),
    config
      .replace('mocha: { timeout: 20_000 }', 'mocha: { timeout: 300_000, bail: true }')
      .replace('optimizer: { enabled: true, runs: 10_000_000 }', `optimizer: ${QUICK}`),
  )
  for (const file of NOT_FAIR) await rm(join(folder, 'test/contracts', file))
  return folder
}

type Fate = 'killed' | 'killed by fuzzing' | 'survived' | 'does not compile'

function fateOf(folder: string): Fate {
  const hardhat = (...words: string[]) =>
    spawnSync('hardhat', words, {
      cwd: folder,
      encoding: 'utf8',
      timeout: 600_000,
      env: { ...process.env, SOAK: '0.1' },
    })
  const built = hardhat('build', '--no-tests')
  if (built.status !== 0) return 'does not compile'
  if (hardhat('test', 'mocha', '--no-compile').status !== 0) return 'killed'
  return hardhat('test', 'solidity').status === 0 ? 'survived' : 'killed by fuzzing'
}

async function tryOne(folder: string, mutant: Mutant): Promise<Fate> {
  const path = join(folder, mutant.file)
  const good = await readFile(path)
  const { start, length, is } = mutant
  const bad = [good.subarray(0, start), Buffer.from(is), good.subarray(start + length)]
  await writeFile(path, Buffer.concat(bad))
  try {
    return fateOf(folder)
  } finally {
    await writeFile(path, good)
  }
}

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

const nameOf = (source: string, { file, start, was, is }: Mutant): string => {
  const line = source.slice(0, start).split('\n').length
  const whole = source.split('\n')[line - 1] ?? ''
  const short = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, 90)
  return `${basename(file)}:${line} ${short(was)} -> ${short(is) || 'nothing'} in ${short(whole)}`
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      sample: { type: 'string' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string' },
      list: { type: 'boolean', default: false },
    },
  })
  const all = await everyMutant(values.only)
  const chosen = drawn(all, Number(values.sample ?? all.length), Number(values.seed))
  console.log(`${all.length} mutants, of which ${chosen.length} are tried`)
  if (values.list) return
  // Written by hand: the name of a mutant without its line, and why it cannot be noticed.
  const reasons = JSON.parse(
    await readFile(join(ROOT, 'contracts/mutants.json'), 'utf8'),
  ) as Record<string, string>
  const folder = await workshop()
  const counts: Record<Fate | 'equal', number> = {
    killed: 0,
    'killed by fuzzing': 0,
    survived: 0,
    'does not compile': 0,
    equal: 0,
  }
  try {
    // Tests that fail anyway would seem to notice everything.
    if (fateOf(folder) !== 'survived') throw new Error('The tests fail before anything is broken.')
    for (const mutant of chosen) {
      const name = nameOf(await readFile(join(ROOT, mutant.file), 'utf8'), mutant)
      const fate = await tryOne(folder, mutant)
      const reason = fate === 'survived' ? reasons[name.replace(/:\d+ /, ' ')] : undefined
      counts[reason ? 'equal' : fate]++
      console.log(`${reason ? 'survived with a reason' : fate}: ${name}`)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  const killed = counts.killed + counts['killed by fuzzing']
  const judged = killed + counts.survived + counts.equal
  const share = ((100 * killed) / Math.max(1, judged)).toFixed(1)
  console.log(
    `${killed} of ${judged} killed: ${share} %; ${counts.survived} survived without a reason, ` +
      `${counts.equal} with one; ${counts['does not compile']} did not compile`,
  )
  if (killed < 0.9 * judged) process.exitCode = 1
}

await main()
