/** Tokens for tests, compiled here: one that refuses whom it is told to, and one of the oldest kind. */
import { readFile } from 'node:fs/promises'
import { Contract, ContractFactory, type InterfaceAbi, type Signer } from 'ethers'
import { parseAddress, type Address } from '../../node/domain/ids.ts'

const ROOT = new URL('../../', import.meta.url)
const ODD = 'contracts/mocks/OddToken.sol'

interface Made {
  abi: InterfaceAbi
  evm: { bytecode: { object: string } }
}
interface Solc {
  compile(input: string): string
}
export interface DeployedToken {
  address: Address
  contract: Contract
}

/** No permit, no name, an allowance that changes only from nothing, and silence for an answer. */
const OLD = `pragma solidity 0.8.37;
contract Old {
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;
    uint256 public totalSupply;
    function give(address to, uint256 amount) external { balanceOf[to] += amount; totalSupply += amount; }
    function approve(address spender, uint256 amount) external {
        require(amount == 0 || allowance[msg.sender][spender] == 0);
        allowance[msg.sender][spender] = amount;
    }
    function transferFrom(address from, address to, uint256 amount) external {
        allowance[from][msg.sender] -= amount;
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}`

/** All the sources a file imports, by the names they go by. */
async function sourcesOf(name: string, found: Record<string, { content: string }> = {}) {
  if (name in found) return found
  const file = name.startsWith('solady/') ? `node_modules/${name}` : name
  const content = await readFile(new URL(file, ROOT), 'utf8')
  found[name] = { content }
  for (const [, path = ''] of content.matchAll(/^import .*"([^"]+)";/gm)) {
    const next = path.startsWith('.') ? new URL(path, `file:///${name}`).pathname.slice(1) : path
    await sourcesOf(next, found)
  }
  return found
}

async function compiled(sources: Record<string, { content: string }>, name: string): Promise<Made> {
  // solc's package has no types.
  const { default: solc } = (await import('solc')) as { default: Solc }
  const settings = {
    evmVersion: 'cancun',
    optimizer: { enabled: true },
    outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
  }
  const input = JSON.stringify({ language: 'Solidity', sources, settings })
  // The compiler's own output format.
  const { contracts, errors } = JSON.parse(solc.compile(input)) as {
    contracts?: Record<string, Record<string, Made>>
    errors?: unknown
  }
  const made = Object.values(contracts ?? {}).find((file) => name in file)?.[name]
  if (!made) throw new Error(`${name} did not compile: ${JSON.stringify(errors)}`)
  return made
}

async function deployed({ abi, evm }: Made, signer: Signer): Promise<DeployedToken> {
  const made = await new ContractFactory(abi, evm.bytecode.object, signer).deploy()
  const address = parseAddress(await (await made.waitForDeployment()).getAddress())
  return { address, contract: new Contract(address, abi, signer) }
}

export const deployOddToken = async (signer: Signer): Promise<DeployedToken> =>
  deployed(await compiled(await sourcesOf(ODD), 'OddToken'), signer)

export const deployOldToken = async (signer: Signer): Promise<DeployedToken> =>
  deployed(await compiled({ 'Old.sol': { content: OLD } }, 'Old'), signer)
