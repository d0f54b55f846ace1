/**
 * What a rollup asks besides gas, for writing a transaction's bytes to its parent chain. On OP Stack chains
 * it is apart from gas, told by a contract beforehand and by the receipt afterwards. Elsewhere it is in the gas.
 */
import { Interface } from 'ethers'
import * as v from 'valibot'
import { parseAddress } from '../domain/ids.ts'
import type { AskContract } from './tokens.ts'

/** `GasPriceOracle`, which stands there on every OP Stack chain. */
const ORACLE = parseAddress('0x420000000000000000000000000000000000000f')
const oracle = new Interface(['function getL1Fee(bytes data) view returns (uint256)'])

const AmountJson = v.pipe(
  v.string(),
  v.regex(/^0x[0-9a-f]{1,32}$/i),
  v.transform((digits) => BigInt(digits)),
)
const ReceiptJson = v.object({ l1Fee: v.nullish(AmountJson) })

/** For a call with this data, as of now; zero where there is no such oracle. */
export async function dataFeeOf(data: string, ask: AskContract): Promise<bigint> {
  const answer = await ask(ORACLE, oracle.encodeFunctionData('getL1Fee', [data]))
  return answer?.length === 66 ? BigInt(answer) : 0n
}

/** What a receipt tells; undefined when it cannot be read. */
export function dataFeeIn(receipt: unknown): bigint | undefined {
  const parsed = v.safeParse(ReceiptJson, receipt)
  return parsed.success ? (parsed.output.l1Fee ?? 0n) : undefined
}
