/** Somebody who can be asked for blocks: a peer, or a gateway of the wider IPFS world. */
import type { CID } from 'multiformats/cid'
import type { CarBlock } from '../../domain/car.ts'
import { MegaboxError } from '../../domain/errors.ts'
import type { PeerName } from '../../domain/ports.ts'

export interface AskOptions {
  signal: AbortSignal
  /** Hears of bytes as they come, long before a block is whole. */
  onBytes?: (bytes: number) => void
}

/** Which bytes of a file: the first, and the one after the last. */
export interface Span {
  from: number
  to: number
}

/** What comes back is a stranger's word until expected.ts has looked at it. */
export interface Source {
  readonly name: PeerName
  /** Asked only when nobody else is left. */
  readonly lastResort: boolean
  /** Those of these blocks it has, in this order. */
  ask(cids: readonly CID[], options: AskOptions): AsyncGenerator<CarBlock>
  /** The file's nodes and leaves that hold these bytes, root first; fewer where it cannot say so. */
  askFile(root: CID, span: Span, options: AskOptions): AsyncGenerator<CarBlock>
  /** Has it this block? Undefined when it cannot be asked that. */
  has?(cid: CID, options: AskOptions): Promise<boolean>
}

/** It was asked properly and does not have it. */
export class LackingError extends MegaboxError {
  override readonly name = 'LackingError'

  constructor(source: PeerName) {
    super(`${source} does not hold that.`, 'Ask another peer.')
  }
}

/** It sent something else than was asked for. Honest programs do not. */
export class LyingPeerError extends MegaboxError {
  override readonly name = 'LyingPeerError'

  constructor(source: PeerName, what: string) {
    super(`${source} sent ${what}.`, 'It is not asked again for a while.')
  }
}

/** It has failed, in a way that may pass. */
export class FailedSourceError extends MegaboxError {
  override readonly name: string = 'FailedSourceError'

  constructor(source: PeerName, why: string, options?: ErrorOptions) {
    super(`${source} did not deliver: ${why}.`, 'Ask again, or another peer.', options)
  }
}

/** It was asked, and nothing comes. */
export class SilentSourceError extends FailedSourceError {
  override readonly name = 'SilentSourceError'

  constructor(source: PeerName) {
    super(source, 'it is silent')
  }
}
