/** What can go wrong when a peer is asked over HTTP. */
import { MegaboxError } from '../../domain/errors.ts'
import type { PeerName } from '../../domain/ports.ts'

/** The answer ended before its marked end, so what came of it is not all of it. */
export class CutAnswerError extends MegaboxError {
  override readonly name = 'CutAnswerError'
  readonly peer: PeerName

  constructor(peer: PeerName, options?: ErrorOptions) {
    super(`${peer} ended its answer too early.`, 'Ask again, or ask another peer.', options)
    this.peer = peer
  }
}

/** The answer is not HTTP as we speak it: nothing to gain by asking that peer again. */
export class BadAnswerError extends MegaboxError {
  override readonly name = 'BadAnswerError'
  readonly peer: PeerName

  constructor(peer: PeerName, why: string, options?: ErrorOptions) {
    super(`${peer} gave no answer we can read: ${why}.`, 'Ask another peer.', options)
    this.peer = peer
  }
}

/** The peer took the question and did not begin to answer it. */
export class LateAnswerError extends MegaboxError {
  override readonly name = 'LateAnswerError'
  readonly peer: PeerName

  constructor(peer: PeerName) {
    super(`${peer} did not begin to answer in time.`, 'Ask again later, or ask another peer.')
    this.peer = peer
  }
}

/** No direct connection, or the peer at its other end does not speak HTTP. */
export class NoRoadError extends MegaboxError {
  override readonly name = 'NoRoadError'
  readonly peer: PeerName

  constructor(peer: PeerName, options?: ErrorOptions) {
    super(
      `There is no direct way to ask ${peer} over HTTP.`,
      'Connect to it without a relay, or ask another peer.',
      options,
    )
    this.peer = peer
  }
}
