/**
 * While no page has a peer, as between two pages or when the first is only opening, the service
 * worker reads for itself, from the node alone and into memory: never a byte that was not checked.
 */
import { createReader, createSniffer } from '../../../node/index.ts'
import type { FilePowers } from '../peer/openFile.ts'
import { BlockStore } from '../peer/store/blockStore.ts'
import { memoryPack } from '../peer/store/pack.ts'
import { memoryRecords } from '../peer/store/records.ts'
import { scope } from './scope.ts'

const BYTES = 24 * 1024 * 1024
/** Whoever waits for it waits for a page to take over as well. */
const PATIENCE = 0.5

let own: Promise<FilePowers> | undefined

export const ownReader = (): Promise<FilePowers> => (own ??= open())

async function open(): Promise<FilePowers> {
  const store = await BlockStore.open(memoryPack(), memoryRecords(), BYTES)
  const { origin } = scope.location
  const { files } = createReader({ store, gateways: [origin], patience: PATIENCE })
  return { files, typeOf: createSniffer(files) }
}
