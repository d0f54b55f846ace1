/** A real development chain of its own for a test file: anvil on a free loopback port. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { Wallet } from 'ethers'
import { anvilBinary } from '../../node/daemon/chain/anvilBinary.ts'
import { parseAddress, type Address } from '../../node/domain/ids.ts'
import { deployPlayDollar, deployReleases, releasesAddress } from '../../node/ledger/deploy.ts'
import { givePlayDollars } from '../../node/ledger/playMoney.ts'
import { Endpoint, rpc } from '../../node/ledger/endpoint.ts'
import { SignerPurse } from '../../node/ledger/purse.ts'
import { ChainLedger } from '../../node/ledger/chainLedger.ts'

/** anvil's first account: its key is printed at every start of anvil, everywhere. */
const RICH = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'

export interface TestChain extends AsyncDisposable {
  url: string
  endpoint: Endpoint
  ledger: ChainLedger
  contract: Address
  /** Holds much ether. */
  rich: Wallet
  /** A new wallet that holds 100 ETH, or nothing. */
  purse(how?: { empty: true }): Promise<SignerPurse>
  /** Gives play dollars, in millionths. */
  dollars(wallet: Address, amount: bigint): Promise<void>
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A TCP server's address is never a pipe's name.
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

export async function startAnvil(): Promise<{ url: string } & AsyncDisposable> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn(anvilBinary(), ['--host', '127.0.0.1', '--port', `${port}`, '--silent'], {
    stdio: 'ignore',
  })
  for (let tries = 0; tries < 100; tries++) {
    if (await rpc(url, 'eth_chainId', []).catch(() => undefined)) break
    await pause(50)
  }
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

export async function testChain(): Promise<TestChain> {
  const anvil = await startAnvil()
  const endpoint = await Endpoint.open(anvil.url)
  const rich = new Wallet(RICH, endpoint.provider)
  await deployReleases(endpoint, rich)
  const ledger = new ChainLedger(endpoint, releasesAddress)
  return {
    url: anvil.url,
    endpoint,
    ledger,
    contract: releasesAddress,
    rich,
    purse: async (how) => {
      const wallet = Wallet.createRandom().connect(endpoint.provider)
      if (!how) await fund(endpoint, parseAddress(wallet.address))
      return SignerPurse.open(wallet, ledger.chain)
    },
    dollars: async (wallet, amount) => {
      await deployPlayDollar(endpoint, rich)
      await givePlayDollars(rich, wallet, amount)
    },
    [Symbol.asyncDispose]: async () => {
      endpoint.close()
      await anvil[Symbol.asyncDispose]()
    },
  }
}

export async function fund(endpoint: Endpoint, wallet: Address): Promise<void> {
  await endpoint.send('anvil_setBalance', [wallet, `0x${(100n * 10n ** 18n).toString(16)}`])
}
