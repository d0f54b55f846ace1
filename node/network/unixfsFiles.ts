/**
 * The `Files` port: adds in the one shape of domain/layout.ts, so that the same bytes have the same
 * CID on every node. The importer is heavy, so whoever only reads takes `UnixfsReader`.
 */
import { unixfs } from '@helia/unixfs'
import type { Blockstore } from 'interface-blockstore'
import { fixedSize } from 'ipfs-unixfs-importer/chunker'
import { balanced } from 'ipfs-unixfs-importer/layout'
import { LEAF_BYTES, MAX_LINKS } from '../domain/layout.ts'
import type { Abortable, Files } from '../domain/ports.ts'
import type { PeerBlocks } from './reader/peerBlocks.ts'
import { UnixfsReader } from './unixfsReader.ts'

export class UnixfsFiles extends UnixfsReader implements Files {
  readonly #store: Blockstore

  /** `store` takes what is added; `blocks` finds what is read. */
  constructor(blocks: Pick<PeerBlocks, 'open' | 'transfer'>, store: Blockstore) {
    super(blocks)
    this.#store = store
  }

  async add(source: AsyncIterable<Uint8Array>, { signal }: Abortable = {}) {
    let bytes = 0
    async function* counted() {
      for await (const chunk of source) {
        bytes += chunk.length
        yield chunk
      }
    }
    const cid = await unixfs({ blockstore: this.#store }).addByteStream(counted(), {
      cidVersion: 1,
      rawLeaves: true,
      reduceSingleLeafToSelf: true,
      chunker: fixedSize({ chunkSize: LEAF_BYTES }),
      layout: balanced({ maxChildrenPerNode: MAX_LINKS }),
      ...(signal && { signal }),
    })
    return { cid, bytes }
  }
}
