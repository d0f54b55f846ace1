// The compiler in this process: started once, where a mutant each would pay for its start.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { mutantsOf, type Mutant } from './mutate.ts'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Ten times as fast as what is deployed. No step that rewrites what the code does: a mutant must not be killed
 * or saved by the optimizer. It fits the limit of code size, barely.
 */
export const LIGHT = {
  viaIR: false,
  optimizer: {
    enabled: true,
    runs: 1,
    details: {
      ...{ peephole: true, jumpdestRemover: true, deduplicate: true },
      ...{ orderLiterals: false, cse: false, constantOptimizer: false, inliner: false, yul: false },
    },
  },
}

/** As it is deployed. Two sources of which it makes the same code are the same contract. */
const FULL = { viaIR: true, optimizer: { enabled: true, runs: 10_000_000 } }

interface Code {
  object: string
  immutableReferences?: object
}
export interface Compiled {
  bytecode: Code
  deployedBytecode: Code
}
interface Output {
  errors?: { severity: string }[]
  sources: Record<string, { ast: unknown } | undefined>
  contracts?: Record<string, Record<string, { evm: Compiled } | undefined> | undefined>
}
interface Compiler {
  compile: (input: string, callbacks: object) => string
}

// The package has no types; this is the one function we call.
const solc = createRequire(import.meta.url)('solc') as Compiler

function run(sources: Record<string, string>, settings: object, imports: object): Output {
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(
      Object.entries(sources).map(([path, content]) => [path, { content }]),
    ),
    settings: { evmVersion: 'cancun', metadata: { bytecodeHash: 'none' }, ...settings },
  }
  return JSON.parse(solc.compile(JSON.stringify(input), imports)) as Output
}

/** All mutants of a file. */
export function mutantsIn(file: string): Mutant[] {
  const source = readFileSync(join(ROOT, file))
  // Parsing alone needs no imports.
  const settings = { stopAfter: 'parsing', outputSelection: { '*': { '': ['ast'] } } }
  const ast = run({ [file]: source.toString() }, settings, {}).sources[file]?.ast
  if (!ast) throw new Error(`${file} cannot be parsed`)
  return mutantsOf(file, source, ast)
}

/** A contract with some files replaced; undefined when that is no Solidity. */
export function compile(
  contract: string,
  replaced: Record<string, string>,
  how: 'light' | 'full',
): Compiled | undefined {
  const path = `contracts/${contract}.sol`
  const read = (file: string) =>
    replaced[file] ??
    readFileSync(
      join(ROOT, file.startsWith('contracts/') ? file : join('node_modules', file)),
      'utf8',
    )
  const settings = {
    ...(how === 'light' ? LIGHT : FULL),
    outputSelection: { [path]: { [contract]: ['evm.bytecode', 'evm.deployedBytecode'] } },
  }
  const imports = { import: (file: string) => ({ contents: read(file) }) }
  return run({ [path]: read(path) }, settings, imports).contracts?.[path]?.[contract]?.evm
}
