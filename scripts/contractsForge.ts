// The fuzzers and invariants of test/contracts once more, under Forge: another fuzzer than Hardhat's, with
// other luck. `npm test` runs it. Forge is no dependency of ours: scripts/forge/package.json pins it, and it is
// installed when this is first run. What follows `--` is handed to `forge test`.
import { spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { install } from './bench/install.ts'
import { LIGHT, ROOT } from './mutants/compiler.ts'

const HOME = fileURLToPath(new URL('./forge/', import.meta.url))
const ARCHITECTURES: Partial<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }
const PLATFORM = `${process.platform}-${ARCHITECTURES[process.arch] ?? process.arch}`

const { optimizer } = LIGHT
const SETTINGS = `[profile.default]
src = "contracts"
test = "test"
libs = ["node_modules"]
remappings = ["solady/=node_modules/solady/"]
solc = "./solc.cjs"
offline = true
auto_detect_solc = false
ignored_warnings_from = ["node_modules/solady", "contracts/mocks"]
evm_version = "cancun"
via_ir = ${LIGHT.viaIR}
optimizer = ${optimizer.enabled}
optimizer_runs = ${optimizer.runs}
[profile.default.optimizer_details]
${Object.entries(optimizer.details)
  .map(([step, on]) => `${step} = ${on}`)
  .join('\n')}
[fuzz]
runs = 256
[invariant]
runs = 256
depth = 64
fail_on_revert = false
show_metrics = false
`

async function main(): Promise<void> {
  const forge = `@foundry-rs/forge-${PLATFORM}`
  if (!(await install(HOME, forge)))
    throw new Error(`Forge could not be installed. "npm install" in ${HOME} says why.`)
  const folder = await mkdtemp(join(tmpdir(), 'megabox-forge-'))
  try {
    await mkdir(join(folder, 'test'))
    for (const part of ['contracts', 'test/contracts']) {
      await cp(join(ROOT, part), join(folder, part), { recursive: true })
    }
    await cp(join(ROOT, 'scripts/solc.cjs'), join(folder, 'solc.cjs'))
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
    await writeFile(join(folder, 'foundry.toml'), SETTINGS)
    // Not the package's own command: that one says all is well when tests fail.
    const program = join(HOME, 'node_modules', forge, 'bin/forge')
    const words = ['test', ...process.argv.slice(2)]
    const { status } = spawnSync(program, words, { cwd: folder, stdio: 'inherit' })
    process.exitCode = status ?? 1
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

await main()
