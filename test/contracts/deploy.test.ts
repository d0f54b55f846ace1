// `npm run contracts:deploy` against a chain of its own process, and what `contracts:verify` says of it.
import { expect } from 'chai'
import { concat, JsonRpcProvider, parseEther, toBeHex, Wallet } from 'ethers'
import hre, { artifacts } from 'hardhat'
import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { DEPLOYER, operatorsCode, PLAY_DELAY, BOND, SALT } from '../../scripts/usualPlace.ts'
import { startAnvil } from '../support/anvil.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const HARDHAT = fileURLToPath(import.meta.resolve('hardhat/package.json')).replace(
  'package.json',
  'dist/src/cli.js',
)
const VERIFY = fileURLToPath(new URL('../../scripts/contractsVerify.ts', import.meta.url))
// As in package.json; both profiles are the same, and this one has been compiled.
const DEPLOY = ['ignition', 'deploy', 'scripts/ignition/modules/MegaBox.ts', '--network', 'target']

function run(
  words: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number; said: string }> {
  const options = { cwd: ROOT, env: { ...process.env, ...env } }
  return new Promise((done) => {
    execFile(process.execPath, words, options, (error, said, complaint) => {
      done({ code: typeof error?.code === 'number' ? error.code : 0, said: said + complaint })
    })
  })
}

describe('deploying by the command', () => {
  // The command compiles for itself, over what counts the lines.
  before(function () {
    if (hre.globalOptions.coverage) this.skip()
  })

  const id = `test-${String(process.pid)}`
  after(() => rm(`${ROOT}/scripts/ignition/deployments/${id}`, { recursive: true, force: true }))

  it('is paid for by the wallet of DEPLOYER_KEY, and is then verified without a word about where', async function () {
    this.timeout(180_000)
    await using chain = await startAnvil()
    const provider = new JsonRpcProvider(chain.url, undefined, { cacheTimeout: -1 })
    try {
      const wallet = Wallet.createRandom(provider)
      await provider.send('anvil_setBalance', [wallet.address, toBeHex(parseEther('1'))])
      const deployed = await run(
        [HARDHAT, '--build-profile', 'default', ...DEPLOY, '--deployment-id', id],
        { CHAIN_URL: chain.url, DEPLOYER_KEY: wallet.privateKey },
      )
      expect(deployed.code, deployed.said).to.equal(0)
      expect(await wallet.getNonce()).to.equal(2)
      expect(await provider.getBalance(wallet.address)).to.be.lessThan(parseEther('1'))

      const verified = await run([VERIFY, '--chain', chain.url])
      expect(verified.code, verified.said).to.equal(0)
      expect(verified.said).to.match(/^Releases 0x\w{40}: is made of these sources$/m)
      const set = 'set to 10000000000000000 and 86400'
      expect(verified.said).to.include(`is made of these sources, ${set}`)

      // A node puts its own there, with a delay for play.
      const { bytecode } = await artifacts.readArtifact('Operators')
      const data = concat([SALT, operatorsCode(bytecode, BOND, PLAY_DELAY)])
      await (await wallet.sendTransaction({ to: DEPLOYER, data })).wait()
      const short = await run([VERIFY, '--chain', chain.url])
      expect(short.said).to.include('set to 10000000000000000 and 60')
    } finally {
      provider.destroy()
    }
  })
})
