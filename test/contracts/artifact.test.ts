// The ledger ships the compiled contracts. They must be those of this tree.
import { expect } from 'chai'
import hre from 'hardhat'
import { artifactSource, committedSource } from '../../scripts/contracts.ts'
import {
  operatorsBytecode,
  playDollarBytecode,
  releasesBytecode,
} from '../../node/ledger/artifact.ts'

describe('the compiled contract in the ledger', () => {
  // What measures coverage changes the code.
  before(function () {
    if (hre.globalOptions.coverage) this.skip()
  })

  it('is the one these sources compile to', async () => {
    const fresh = (await artifactSource()) === (await committedSource())
    expect(fresh, 'node/ledger/artifact.ts is stale. Run: npm run contracts:build').to.equal(true)
  })

  it('fits into a contract', () => {
    for (const code of [releasesBytecode, operatorsBytecode, playDollarBytecode]) {
      expect(code.length / 2 - 1).to.be.below(24_576)
    }
  })
})
