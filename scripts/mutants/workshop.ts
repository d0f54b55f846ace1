// A copy of what the tests need, in which contracts can be broken while people work on the real ones.
import { spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compile, LIGHT, ROOT, type Compiled } from './compiler.ts'
import { broken, type Mutant } from './mutate.ts'

/** `equal`: the compiler makes the very same code of it. */
export type Fate = 'killed' | 'killed by fuzzing' | 'survived' | 'equal' | 'does not compile'

/** These compare the code with what it was, and would notice everything; the last is not about the code. */
const NOT_FAIR = [
  'gas.test.ts',
  'artifact.test.ts',
  'verify.test.ts',
  'ignition.test.ts',
  'deploy.test.ts',
]
const MINUTES = 60_000
/** How many test files look at a mutant before all others do. */
const FIRST = 4

/** Which contract a file is part of. */
const contractOf = (file: string) =>
  /(Operators|EntryRules)\.sol$/.test(file) ? 'Operators' : 'Releases'

export class Workshop implements AsyncDisposable {
  readonly #folder: string
  /** Whoever noticed last looks first next time: the next mutant is a neighbour. */
  readonly #tests: string[]
  readonly #quick: boolean
  readonly #light = new Map<string, Compiled>()
  readonly #full = new Map<string, string>()

  private constructor(folder: string, tests: string[], quick: boolean) {
    this.#folder = folder
    this.#tests = tests
    this.#quick = quick
  }

  /** `quick`: without fuzzing. What it would have noticed is then a survivor. */
  static async open({ quick = false } = {}): Promise<Workshop> {
    buildHere()
    const folder = await mkdtemp(join(tmpdir(), 'megabox-mutants-'))
    for (const part of ['contracts', 'test/contracts', 'scripts/contracts.ts', 'node/domain']) {
      await mkdir(join(folder, part, '..'), { recursive: true })
      await cp(join(ROOT, part), join(folder, part), { recursive: true })
    }
    for (const part of ['package.json', 'tsconfig.json', 'artifacts', 'cache']) {
      await cp(join(ROOT, part), join(folder, part), { recursive: true })
    }
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
    for (const file of NOT_FAIR) await rm(join(folder, 'test/contracts', file))
    await writeFile(join(folder, 'hardhat.config.ts'), await quickConfig())
    const all = await readdir(join(folder, 'test/contracts'))
    const workshop = new Workshop(
      folder,
      all.filter((file) => file.endsWith('.test.ts')).sort(),
      quick,
    )
    await workshop.#checkTests()
    return workshop
  }

  /** What becomes of it, and of a killed one which test noticed. */
  async judge(mutant: Mutant): Promise<{ fate: Fate; by?: string }> {
    const source = await readFile(join(ROOT, mutant.file))
    const replaced = { [mutant.file]: broken(source, mutant) }
    const contract = contractOf(mutant.file)
    const light = compile(contract, replaced, 'light')
    if (!light) return { fate: 'does not compile' }
    await this.#put(contract, light)
    const by = this.#noticed()
    // The next one may be of the other contract, and must not be blamed for this one.
    await this.#mend(contract)
    if (by !== undefined) return { fate: 'killed', by }
    const full = compile(contract, replaced, 'full')?.deployedBytecode.object
    if (full === this.#asItIs(contract)) return { fate: 'equal' }
    return (await this.#fuzz(mutant.file, replaced))
      ? { fate: 'survived' }
      : { fate: 'killed by fuzzing' }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** Tests that fail anyway would seem to notice everything. */
  async #checkTests(): Promise<void> {
    for (const contract of ['Releases', 'Operators']) {
      const light = compile(contract, {}, 'light')
      if (!light) throw new Error(`${contract} does not compile.`)
      this.#light.set(contract, light)
      await this.#mend(contract)
    }
    const by = this.#noticed()
    if (by !== undefined) throw new Error(`The tests fail before anything is broken: ${by}`)
    if (!(await this.#fuzz('', {}))) throw new Error('Fuzzing fails before anything is broken.')
  }

  async #mend(contract: string): Promise<void> {
    const light = this.#light.get(contract)
    if (light) await this.#put(contract, light)
  }

  #asItIs(contract: string): string | undefined {
    const known = this.#full.get(contract) ?? compile(contract, {}, 'full')?.deployedBytecode.object
    if (known !== undefined) this.#full.set(contract, known)
    return known
  }

  /** Where the tests look for compiled code. */
  async #put(contract: string, { bytecode, deployedBytecode }: Compiled): Promise<void> {
    const path = join(this.#folder, `artifacts/contracts/${contract}.sol/${contract}.json`)
    // Hardhat's format, written by Hardhat.
    const artifact = JSON.parse(await readFile(path, 'utf8')) as object
    const code = {
      bytecode: `0x${bytecode.object}`,
      deployedBytecode: `0x${deployedBytecode.object}`,
      immutableReferences: deployedBytecode.immutableReferences ?? {},
    }
    await writeFile(path, JSON.stringify({ ...artifact, ...code }))
  }

  /** The first test that fails, if one does. A few files are loaded much faster than all. */
  #noticed(): string | undefined {
    const [first, rest] = [this.#tests.slice(0, FIRST), this.#tests.slice(FIRST)]
    return this.#noticedBy(first) ?? this.#noticedBy(rest)
  }

  #noticedBy(tests: string[]): string | undefined {
    const files = tests.map((file) => `test/contracts/${file}`)
    const { status, output } = this.#hardhat('test', 'mocha', '--no-compile', ...files)
    if (status === 0) return undefined
    if (status === null) return 'none ended'
    // What failed for another reason must not count.
    if (!/\d+ failing/.test(output)) throw new Error(`The tests could not run:\n${output}`)
    const told = output.slice(output.search(/\d+ failing/))
    const file = this.#tests.find((each) => told.includes(`/${each}`))
    if (file) this.#tests.unshift(...this.#tests.splice(this.#tests.indexOf(file), 1))
    const title = /1\) ([\s\S]*?):\n/.exec(told)?.[1] ?? ''
    return title.replace(/\s+/g, ' ')
  }

  async #fuzz(file: string, replaced: Record<string, string>): Promise<boolean> {
    if (this.#quick) return true
    const bad = replaced[file]
    if (bad !== undefined) await writeFile(join(this.#folder, file), bad)
    const { status, output } = this.#hardhat('test', 'solidity')
    if (bad !== undefined) await cp(join(ROOT, file), join(this.#folder, file))
    if (status === 1 && !/\d+ failing/.test(output))
      throw new Error(`Fuzzing could not run:\n${output}`)
    return status === 0
  }

  #hardhat(...words: string[]): { status: number | null; output: string } {
    const { status, stdout, stderr } = spawnSync('hardhat', words, {
      cwd: this.#folder,
      encoding: 'utf8',
      timeout: 10 * MINUTES,
      env: { ...process.env, SOAK: '0.1' },
    })
    return { status, output: stdout + stderr }
  }
}

/** Nothing to do where the sources are as they were. */
function buildHere(): void {
  const { status } = spawnSync('hardhat', ['build', '--no-tests'], { cwd: ROOT, stdio: 'inherit' })
  if (status !== 0) throw new Error('The contracts do not compile as they are.')
}

/** The first test that notices is enough; and what costs is compiling, not gas. */
async function quickConfig(): Promise<string> {
  const config = await readFile(join(ROOT, 'hardhat.config.ts'), 'utf8')
  return config
    .replace('mocha: { timeout: 20_000 }', 'mocha: { timeout: 300_000, bail: true }')
    .replace('viaIR: true,', '')
    .replace(
      'optimizer: { enabled: true, runs: 10_000_000 }',
      `optimizer: ${JSON.stringify(LIGHT.optimizer)}`,
    )
}
