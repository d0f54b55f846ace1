// Each refusal has a name of its own, and each of these names is reached by some test.
import { expect } from 'chai'
import { readdir, readFile } from 'node:fs/promises'
import { artifacts } from 'hardhat'
import { ethers } from './stage.ts'

const here = new URL('.', import.meta.url)

async function testsAsText(): Promise<string> {
  const names = (await readdir(here)).filter((name) => name.endsWith('.test.ts'))
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, here), 'utf8')))
  return texts.join('\n')
}

describe('every error of ours', () => {
  for (const name of ['IReleases', 'IOperators', 'PlayDollar']) {
    it(`in ${name} is reached by a test`, async () => {
      const tests = await testsAsText()
      const { abi } = await artifacts.readArtifact(name)
      const shape = new ethers.Interface(abi)
      const errors: string[] = []
      shape.forEachError((error) => errors.push(error.name))
      // Those of the library its tests reach.
      const ours = errors.filter((error) => name !== 'PlayDollar' || OURS.test(error))
      expect(ours.length).to.be.above(3)
      expect(ours.filter((error) => !tests.includes(`'${error}'`))).to.deep.equal([])
    })
  }
})

const OURS = /^(NoDevelopmentChain|CallerNotReceiver|NotNow|NonceSpent|WrongSignature)$/
