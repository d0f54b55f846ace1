/**
 * Blocks as the exchange may give them: those stored on this node, and no others. It never asks
 * around for one, or two nodes without a block would ask each other for it in circles.
 */
import type { CID } from 'multiformats/cid'
import { identity } from 'multiformats/hashes/identity'
import { sha256 } from 'multiformats/hashes/sha2'
import { UnreachableError } from '../../domain/errors.ts'
import type { Blocks } from '../../domain/ports.ts'
import { NotHereError } from '../errors.ts'

export interface LocalBlocks {
  /** Throws `NotHereError`. */
  read(cid: CID, signal: AbortSignal): Promise<Uint8Array>
  holds(cid: CID): Promise<boolean>
}

/** A CID that carries its block in itself: known everywhere, stored and sent nowhere. */
export const isVirtual = ({ multihash }: CID): boolean => multihash.code === identity.code

/** Blocks are kept by whole sha2-256 alone; what is named otherwise need not be looked for. */
const isKept = ({ multihash }: CID): boolean =>
  multihash.code === sha256.code && multihash.digest.length === 32

export const localBlocks = (blocks: Pick<Blocks, 'get' | 'has'>): LocalBlocks => ({
  async read(cid, signal) {
    if (isVirtual(cid)) return cid.multihash.digest
    if (!isKept(cid)) throw new NotHereError(cid.toString())
    try {
      return await blocks.get(cid, { offline: true, signal })
    } catch (cause) {
      throw cause instanceof UnreachableError ? new NotHereError(cid.toString(), { cause }) : cause
    }
  },
  holds: async (cid) => isKept(cid) && blocks.has(cid),
})
