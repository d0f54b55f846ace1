/** Copies that came to a wallet from another one, not from a sale: what the contract's ERC-1155 logs say. */
import { zeroPadValue } from 'ethers'
import {
  ZERO_ADDRESS,
  parseAddress,
  parseReleaseId,
  type Address,
  type Bytes32,
  type EditionId,
  type ReleaseId,
} from '../domain/ids.ts'
import type { Abortable } from '../domain/ports.ts'
import type { Endpoint } from './endpoint.ts'
import { logsOf } from './logs.ts'
import { editionFrom, parseLog, topicsOf } from './releases.ts'

export interface Received {
  wallet: Address
  edition: EditionId
  block: number
  tx: Bytes32
}

export interface ReceivedPowers {
  endpoint: Pick<Endpoint, 'forward'>
  contract: Address
}

type Blocks = readonly [from: number, to: number]

/** In the chain's order. What a sale made is not among them. */
export async function receivedBy(
  wallets: readonly Address[],
  [from, to]: Blocks,
  { endpoint, contract }: ReceivedPowers,
  options: Abortable = {},
): Promise<Received[]> {
  const topics = topicsOf(['TransferSingle', 'TransferBatch'])
  const more = [null, null, wallets.map((wallet) => zeroPadValue(wallet, 32))]
  const received: Received[] = []
  const wanted = { contract, topics, more, from, to }
  for await (const { topics: own, data, block, tx } of logsOf(wanted, endpoint, options)) {
    const args = parseLog({ topics: own, data })?.args
    const wallet = args && parseAddress(args['to'])
    if (!wallet || !wallets.includes(wallet) || parseAddress(args['from']) === ZERO_ADDRESS)
      continue
    // The ABI has checked the shapes.
    const ids = (args['ids'] ?? [args['id']]) as bigint[]
    for (const id of ids) received.push({ wallet, edition: editionFrom(id), block, tx })
  }
  return received
}

/** Of which release an edition is, by the log of its mint; undefined where there is none. */
export async function releaseOfEdition(
  edition: EditionId,
  [from, to]: Blocks,
  { endpoint, contract }: ReceivedPowers,
  options: Abortable = {},
): Promise<ReleaseId | undefined> {
  const wanted = { contract, topics: topicsOf(['Minted']), more: [null, [edition]], from, to }
  for await (const { topics, data } of logsOf(wanted, endpoint, options)) {
    const args = parseLog({ topics, data })?.args
    if (args && editionFrom(args['edition'] as bigint) === edition)
      return parseReleaseId(args['release'])
  }
  return undefined
}
