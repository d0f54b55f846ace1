/**
 * Zora's contracts, compiled as their own `foundry.toml` says, by the compiler they name: what their package has
 * ready is an unoptimised development build. Takes minutes, once.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Build } from './chain.ts'
import { packaged, PEERS } from './packages.ts'

const MODULES = join(PEERS, 'node_modules')
const KEPT = join(MODULES, '.megabox-zora.json')
const SETTINGS = { viaIR: true, optimizer: { enabled: true, runs: 50 } }
const SOURCES = {
  DelegatedTokenCreation: 'src/delegation/ZoraCreator1155Attribution.sol',
  ProtocolRewards: '@zoralabs/protocol-rewards/src/ProtocolRewards.sol',
  UpgradeGate: 'src/upgrades/UpgradeGate.sol',
  Zora1155: 'src/proxies/Zora1155.sol',
  ZoraCreator1155Impl: 'src/nft/ZoraCreator1155Impl.sol',
  ZoraCreatorFixedPriceSaleStrategy:
    'src/minters/fixed-price/ZoraCreatorFixedPriceSaleStrategy.sol',
}

export type Zora = Record<keyof typeof SOURCES, Build>

/** Where an import of theirs is, as their `remappings.txt` says. */
function fileOf(path: string): string {
  if (/^(src|_imagine)\//.test(path)) return join(MODULES, '@zoralabs/zora-1155-contracts', path)
  return join(MODULES, path.replace('@zoralabs/shared-contracts/', '$&src/'))
}

interface Output {
  errors?: { severity: string; formattedMessage: string }[]
  contracts: Record<string, Record<string, { abi: Build['abi']; evm: Evm }>>
}
interface Evm {
  bytecode: { object: string }
}
interface Compiler {
  compile: (input: string, imports: object) => string
}

function compiled(): Zora {
  const read = (path: string) => ({ content: readFileSync(fileOf(path), 'utf8') })
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(Object.values(SOURCES).map((path) => [path, read(path)])),
    settings: { ...SETTINGS, outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } } },
  }
  const imports = { import: (path: string) => ({ contents: read(path).content }) }
  const solc = packaged<Compiler>('solc')
  const output = JSON.parse(solc.compile(JSON.stringify(input), imports)) as Output
  const wrong = output.errors?.find(({ severity }) => severity === 'error')
  if (wrong) throw new Error(`Zora's contracts do not compile: ${wrong.formattedMessage}`)
  const built = Object.entries(SOURCES).map(([name, path]) => {
    const { abi, evm } = output.contracts[path]?.[name] ?? {}
    return [name, { abi, bytecode: `0x${evm?.bytecode.object ?? ''}` }]
  })
  return Object.fromEntries(built) as Zora // Each name of SOURCES, just above.
}

export async function zoraBuild(): Promise<Zora> {
  try {
    return JSON.parse(await readFile(KEPT, 'utf8')) as Zora
  } catch {
    const built = compiled()
    await writeFile(KEPT, JSON.stringify(built))
    return built
  }
}
