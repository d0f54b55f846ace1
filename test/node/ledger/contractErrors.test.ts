import assert from 'node:assert/strict'
import { ZeroAddress, type ErrorFragment } from 'ethers'
import { operators } from '../../../node/ledger/contractErrors.ts'
import { refusalOf } from '../../../node/ledger/refusals.ts'
import { releases } from '../../../node/ledger/releases.ts'

const errorsOf = (abi: typeof releases): ErrorFragment[] => {
  const found: ErrorFragment[] = []
  abi.forEachError((error) => found.push(error))
  return found
}

/** Some value of each type; a number that is a time, too. */
const valueOf = (type: string): unknown =>
  type === 'address' ? ZeroAddress : type === 'bytes32' ? `0x${'1'.repeat(64)}` : 7n

describe('what our contracts refuse', () => {
  for (const abi of [releases, operators]) {
    for (const error of errorsOf(abi)) {
      it(`is a sentence with a cure when it is ${error.name}`, () => {
        const values = error.inputs.map(({ type }) => valueOf(type))
        const data = abi.encodeErrorResult(error, values)
        const refusal = refusalOf(Object.assign(new Error('reverted'), { data }))
        assert.doesNotMatch(refusal.message, /undefined|says/)
        assert.doesNotMatch(refusal.message, new RegExp(error.name))
        assert.match(refusal.message, / .*\.$/)
        assert.match(refusal.cure, /^[A-Z].*\.$/)
      })
    }
  }
})
