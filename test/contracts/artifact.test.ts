// The ledger ships the compiled contract. It must be the contract of this tree.
import { expect } from 'chai'
import { artifactSource, committedSource } from '../../scripts/contracts.ts'
import { releasesBytecode } from '../../node/ledger/artifact.ts'

describe('the compiled contract in the ledger', () => {
  it('is the one these sources compile to', async () => {
    const fresh = (await artifactSource()) === (await committedSource())
    expect(fresh, 'node/ledger/artifact.ts is stale. Run: npm run contracts:build').to.equal(true)
  })

  it('fits into a contract, with room for the token sales to come', () => {
    expect(releasesBytecode.length / 2 - 1).to.be.below(24_576)
  })
})
