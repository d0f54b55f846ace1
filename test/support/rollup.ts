/** Makes a development chain look like an OP Stack rollup, which asks for a transaction's bytes besides its gas. */
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'
import type { AddressInfo } from 'node:net'
import { toBeHex } from 'ethers'
import type { Endpoint } from '../../node/ledger/endpoint.ts'

const ORACLE = '0x420000000000000000000000000000000000000f'

interface Told {
  result?: { gasUsed?: unknown; logs?: unknown } | null
}

/** From now on that chain's oracle answers with this fee, whatever it is asked. */
export async function setOracle(endpoint: Endpoint, feeWei: bigint): Promise<void> {
  // PUSH32 fee, MSTORE at 0, RETURN 32 bytes.
  const code = `0x7f${toBeHex(feeWei, 32).slice(2)}60005260206000f3`
  await endpoint.send('anvil_setCode', [ORACLE, feeWei === 0n ? '0x' : code])
}

/** An endpoint of that chain whose receipts tell this fee, as a rollup's do. */
export async function rollupEndpoint(
  url: string,
  l1Fee: string,
): Promise<{ url: string } & AsyncDisposable> {
  const answer = async (request: IncomingMessage) => {
    const body = JSON.stringify(await json(request))
    const headers = { 'content-type': 'application/json' }
    // One question each: our endpoints send no batches.
    const told = (await (await fetch(url, { method: 'POST', headers, body })).json()) as Told
    const isReceipt = told.result?.gasUsed !== undefined && told.result.logs !== undefined
    return JSON.stringify(isReceipt ? { ...told, result: { ...told.result, l1Fee } } : told)
  }
  const server = createServer((request, response) => {
    answer(request).then(
      (text) => response.setHeader('content-type', 'application/json').end(text),
      () => response.destroy(),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A TCP server's address is never a pipe's name.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
