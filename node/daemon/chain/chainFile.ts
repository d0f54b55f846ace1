/** `chain.json`: which chain this data directory belongs to. It never changes chains silently. */
import { join } from 'node:path'
import * as v from 'valibot'
import { parseAddress, parseBytes32, type ChainRef } from '../../index.ts'
import { ForeignDirectoryError } from '../errors.ts'
import { readJson, word, writeJson } from '../jsonFile.ts'

const ChainFile = v.object({
  id: v.number(),
  genesis: word(parseBytes32),
  contract: word(parseAddress),
  /** The block the contract was deployed in. */
  since: v.number(),
  /** Does the node run the chain itself? */
  embedded: v.boolean(),
  port: v.optional(v.number()),
  /** Kept for development chains only: other endpoints' URLs hold API keys. */
  url: v.optional(v.string()),
})

export type ChainFile = v.InferOutput<typeof ChainFile>

const pathIn = (directory: string) => join(directory, 'chain.json')

export const readChainFile = (directory: string): Promise<ChainFile | undefined> =>
  readJson(pathIn(directory), ChainFile)

export const writeChainFile = (directory: string, file: ChainFile): Promise<void> =>
  writeJson(pathIn(directory), file)

/** A catalogue, receipts and wallets of one chain mean nothing on another. */
export function refuseForeign(
  directory: string,
  known: ChainFile | undefined,
  now: ChainRef,
): void {
  if (!known) return
  const same =
    known.id === now.id && known.genesis === now.genesis && known.contract === now.contract
  if (same) return
  throw new ForeignDirectoryError(
    directory,
    `belongs to chain ${known.id} (genesis ${known.genesis.slice(0, 10)}…, contract ${known.contract}), ` +
      `not to chain ${now.id} (genesis ${now.genesis.slice(0, 10)}…, contract ${now.contract})`,
    'Use another --data directory for that chain, or name the chain this one belongs to.',
  )
}
