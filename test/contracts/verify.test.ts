// `npm run contracts:verify` tells whether a chain runs these sources.
import { expect } from 'chai'
import { JsonRpcProvider } from 'ethers'
import { artifacts, network } from 'hardhat'
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { ethers } from './stage.ts'

const script = fileURLToPath(new URL('../../scripts/contractsVerify.ts', import.meta.url))

function verify(...words: string[]): Promise<{ code: number; said: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [script, ...words], (error, said) => {
      done({ code: typeof error?.code === 'number' ? error.code : 0, said })
    })
  })
}

describe('verifying what stands on a chain', () => {
  it('knows these contracts with what they were set to, and knows others from them', async function () {
    this.timeout(60_000)
    const server = await network.createServer('default', '127.0.0.1', 0)
    const { address, port } = await server.listen()
    const chain = `http://${address}:${String(port)}`
    const provider = new JsonRpcProvider(chain, undefined, { cacheTimeout: -1 })
    try {
      const signer = await provider.getSigner(0)
      const deploy = async (name: string, ...args: bigint[]) => {
        const { abi, bytecode } = await artifacts.readArtifact(name)
        const factory = new ethers.ContractFactory(abi, bytecode, signer)
        return (await factory.deploy(...args)).getAddress()
      }
      const releases = await deploy('Releases')
      const operators = await deploy('Operators', 77n, 99n)
      const play = await deploy('PlayDollar')

      const all = ['--releases', releases, '--operators', operators, '--play', play]
      const good = await verify('--chain', chain, ...all)
      expect(good).to.deep.equal({
        code: 0,
        said: [
          `Releases ${releases}: is made of these sources`,
          `Operators ${operators}: is made of these sources, set to 77 and 99`,
          `PlayDollar ${play}: is made of these sources`,
          '',
        ].join('\n'),
      })
      const other = await verify('--chain', chain, '--releases', play)
      expect(other.code).to.equal(1)
      expect(other.said).to.include('is something else')
      const nothing = await verify('--chain', chain)
      expect(nothing.code).to.equal(1)
      expect(nothing.said.match(/no code there/g)).to.have.length(2)
    } finally {
      provider.destroy()
      await server.close()
    }
  })
})
