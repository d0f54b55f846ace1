/** Makes a development chain look like an OP Stack rollup, which asks for a transaction's bytes besides its gas. */
import { toBeHex } from 'ethers'
import type { Endpoint } from '../../node/ledger/endpoint.ts'
import { askedThere, rpcServer } from './rpcServer.ts'

const ORACLE = '0x420000000000000000000000000000000000000f'

/** From now on that chain's oracle answers with this fee, whatever it is asked. */
export async function setOracle(endpoint: Endpoint, feeWei: bigint): Promise<void> {
  // PUSH32 fee, MSTORE at 0, RETURN 32 bytes.
  const code = `0x7f${toBeHex(feeWei, 32).slice(2)}60005260206000f3`
  await endpoint.send('anvil_setCode', [ORACLE, feeWei === 0n ? '0x' : code])
}

/** An endpoint of that chain whose receipts tell this fee, as a rollup's do. */
export const rollupEndpoint = (
  url: string,
  l1Fee: string,
): Promise<{ url: string } & AsyncDisposable> =>
  rpcServer(async (call) => {
    const { result, ...rest } = await askedThere(url, call)
    const isReceipt = call.method === 'eth_getTransactionReceipt' && result !== null
    return { ...rest, result: isReceipt ? Object.assign(result ?? {}, { l1Fee }) : result }
  })
