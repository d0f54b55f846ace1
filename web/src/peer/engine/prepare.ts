/**
 * What was heard last is likely heard next: its first seconds are read and checked before anybody
 * clicks, and the way to them has been walked once. Nobody is asked for anything.
 */
import type { Sniffer } from '../../../../node/index.ts'
import { openFile, type FilePowers, type OpenedFile } from '../openFile.ts'
import type { BlockStore } from '../store/blockStore.ts'

export interface PreparePowers {
  store: Pick<BlockStore, 'lately'>
  files: FilePowers['files']
  typeOf: Sniffer
}

const SONGS = 3
/** Covers and manifests lie among their roots. */
const ROOTS = 24

export async function prepare(
  { store, files, typeOf }: PreparePowers,
  signal: AbortSignal,
): Promise<void> {
  const open: FilePowers['files']['open'] = (cid, how) => files.open(cid, { ...how, offline: true })
  let left = SONGS
  for (const cid of store.lately(ROOTS)) {
    const question = { cid: cid.toString(), range: null }
    const opened = openFile({ files: { open }, typeOf }, question, signal)
    // Manifests are no files, and of some songs the beginning has gone.
    if (await opened.next().then(isSong, () => false)) left -= 1
    await opened.return(undefined)
    if (left === 0) return
  }
}

const isSong = ({ value }: IteratorResult<OpenedFile | Uint8Array, void>): boolean =>
  value !== undefined && 'file' in value && (value.file.mime?.startsWith('audio/') ?? false)
