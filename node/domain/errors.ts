/**
 * What can go wrong, as words. One class for each thing a caller could act upon; the same
 * `{code, message, cure}` reaches the API, `--json` and the dapp.
 */

/** Base of everything MegaBox throws on purpose. `cure` says what the person can do next. */
export abstract class MegaboxError extends Error {
  abstract override readonly name: string
  readonly cure: string

  constructor(message: string, cure: string, options?: ErrorOptions) {
    super(message, options)
    this.cure = cure
  }
}

/** The shape of every error that leaves the process. `code` is the class name. */
export interface ErrorBody {
  error: { code: string; message: string; cure: string }
}

/** Anything thrown, as an `ErrorBody`. Unknown errors keep their first line and nothing else. */
export function errorBody(thrown: unknown): ErrorBody {
  if (thrown instanceof MegaboxError) {
    return { error: { code: thrown.name, message: thrown.message, cure: thrown.cure } }
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return {
    error: {
      code: 'UnexpectedError',
      message: message.split('\n', 1)[0] ?? '',
      cure: 'Run the command again with --debug and report what it prints.',
    },
  }
}

/** An `ErrorBody` that came over a wire, thrown again on this side with its code kept. */
export class RemoteError extends MegaboxError {
  override readonly name: string

  constructor(body: ErrorBody) {
    super(body.error.message, body.error.cure)
    this.name = body.error.code
  }
}

/** The words of a command or the fields of a request do not make sense. */
export class UsageError extends MegaboxError {
  override readonly name = 'UsageError'
}

/** Bytes or fields that claim to be a manifest, and are not one we accept. */
export class InvalidManifestError extends MegaboxError {
  override readonly name = 'InvalidManifestError'

  constructor(reason: string, options?: ErrorOptions) {
    super(
      `This is not a valid manifest: ${reason}.`,
      'Ask its artist to publish it again.',
      options,
    )
  }
}

/** A gossip message that is not a well-formed, signed announcement. */
export class InvalidAnnouncementError extends MegaboxError {
  override readonly name = 'InvalidAnnouncementError'

  constructor(reason: string, options?: ErrorOptions) {
    super(
      `This is not a valid announcement: ${reason}.`,
      'Nothing to do: it was not passed on.',
      options,
    )
  }
}

/** Sale terms that the contract would refuse. */
export class InvalidTermsError extends MegaboxError {
  override readonly name = 'InvalidTermsError'
}

/** No release of that id is listed here. */
export class UnknownReleaseError extends MegaboxError {
  override readonly name = 'UnknownReleaseError'

  constructor(release: string) {
    super(
      `No release ${release} is listed here.`,
      'Check the id with "megabox search"; a release just put on sale appears within seconds.',
    )
  }
}

/** This node serves listed releases and pins only, and that CID belongs to neither. */
export class NotServedError extends MegaboxError {
  override readonly name = 'NotServedError'

  constructor(cid: string) {
    super(
      `${cid} belongs to no release listed here.`,
      'Ask a node that lists it, or wait until this one has found it.',
    )
  }
}

/** Nobody who answers has the bytes, or nobody delivered them in time. */
export class UnreachableError extends MegaboxError {
  override readonly name = 'UnreachableError'

  constructor(cid: string, options?: ErrorOptions) {
    super(
      `Nobody online delivered ${cid} in time.`,
      'Try again later, or join a node that holds it with --join.',
      options,
    )
  }
}

/** Blocks that claim to be a file and are not one in our layout: nothing to wait for. */
export class UnsoundFileError extends MegaboxError {
  override readonly name: string = 'UnsoundFileError'

  constructor(cid: string, why: string, options?: ErrorOptions) {
    super(
      `${cid} is no file as we keep them: ${why}.`,
      'Ask its artist to publish it again.',
      options,
    )
  }
}

/** A block that cannot be the waveform of a song. */
export class InvalidWaveformError extends MegaboxError {
  override readonly name = 'InvalidWaveformError'

  constructor(why: string) {
    super(`This is no waveform: ${why}.`, 'Show a plain rail; the song is fine without it.')
  }
}

/** Bytes that are no CAR, or one that was cut. */
export class BrokenCarError extends MegaboxError {
  override readonly name = 'BrokenCarError'

  constructor(why: string, options?: ErrorOptions) {
    super(`That is no whole CAR: ${why}.`, 'Ask another peer for these blocks.', options)
  }
}

/** Bytes that are no list of wanted blocks, or no answer to one. */
export class InvalidWantsError extends MegaboxError {
  override readonly name = 'InvalidWantsError'

  constructor(why: string, options?: ErrorOptions) {
    super(
      `That is no list of wanted blocks, or no answer to one: ${why}.`,
      'Send a canonical dag-cbor array of CIDs, and few enough of them.',
      options,
    )
  }
}

/** A file that is larger than its manifest says. */
export class OversizedFileError extends UnsoundFileError {
  override readonly name = 'OversizedFileError'

  constructor(cid: string) {
    super(cid, 'it is larger than its manifest says')
  }
}

/** No chain endpoint answers. Listening goes on; buying and publishing wait. */
export class ChainUnavailableError extends MegaboxError {
  override readonly name = 'ChainUnavailableError'

  constructor(why: string, options?: ErrorOptions) {
    super(
      `The chain does not answer: ${why}.`,
      'Check that its endpoint runs, or name another with --chain URL. Listening still works.',
      options,
    )
  }
}

/** The endpoint knows less of the chain than we do, as one that lags or one whose chain was set back. */
export class StaleEndpointError extends MegaboxError {
  override readonly name = 'StaleEndpointError'

  constructor(block: number) {
    super(
      `The chain’s endpoint is behind: it does not have block ${block} yet.`,
      'Wait until it has caught up, or name another with --chain URL. Nothing known is lost.',
    )
  }
}

/** The endpoint serves another chain or another contract than the one expected. */
export class WrongChainError extends MegaboxError {
  override readonly name = 'WrongChainError'
}

/** The paying wallet holds too little for the price and the network fee. */
export class InsufficientFundsError extends MegaboxError {
  override readonly name = 'InsufficientFundsError'

  constructor(wallet: string, needed: string, options: ErrorOptions & { of?: string } = {}) {
    super(
      `Wallet ${wallet} holds too little: ${needed} are needed.`,
      `Send it some ${options.of ?? 'ETH'}, or pay from another wallet with --wallet.`,
      options,
    )
  }
}

/** What an edition is priced in cannot be paid with in this way, or at all. */
export class UnpayableTokenError extends MegaboxError {
  override readonly name = 'UnpayableTokenError'

  constructor(why: string, cure: string) {
    super(`${why}.`, cure)
  }
}

/** All copies of a capped edition are sold. */
export class SoldOutError extends MegaboxError {
  override readonly name = 'SoldOutError'

  constructor(edition: string) {
    super(`Edition ${edition} is sold out.`, 'Look for another edition with "megabox show".')
  }
}

/** The artist closed this edition, or retired the release. */
export class ClosedError extends MegaboxError {
  override readonly name = 'ClosedError'

  constructor(what: string) {
    super(`${what} is no longer sold.`, 'Look for another edition with "megabox show".')
  }
}

/** The contract or the wallet refused a transaction for another reason. */
export class TransactionRefusedError extends MegaboxError {
  override readonly name = 'TransactionRefusedError'

  constructor(why: string, options: ErrorOptions & { cure?: string } = {}) {
    super(
      `The transaction was refused: ${why}.`,
      options.cure ?? 'Nothing was paid. Correct the cause and try again.',
      options,
    )
  }
}

/** It was sent, and whether it is or will be in a block is not known: paying again may pay twice. */
export class SentUnconfirmedError extends MegaboxError {
  override readonly name = 'SentUnconfirmedError'
  readonly tx: string

  constructor(tx: string, options?: ErrorOptions) {
    super(
      `The transaction was sent as ${tx} and is not confirmed yet.`,
      'Look for it in an explorer of the chain before you pay again; "megabox status" says whether the chain answers.',
      options,
    )
    this.tx = tx
  }
}

/** This node carries no purchases for others. */
export class NoRelayError extends MegaboxError {
  override readonly name = 'NoRelayError'

  constructor() {
    super(
      'This node carries no purchases.',
      'Name one that does with --relay URL, or pay without --gasless; its owner turns it on with "megabox up --relay".',
    )
  }
}

/** A signed purchase or tip that a relay would lose by, or cannot know. */
export class RelayRefusedError extends MegaboxError {
  override readonly name = 'RelayRefusedError'

  constructor(why: string, cure: string) {
    super(`It was not carried: ${why}.`, `Nothing was paid. ${cure}`)
  }
}

/** A relay that has done enough for now. */
export class RelayBusyError extends MegaboxError {
  override readonly name = 'RelayBusyError'

  constructor(why: string) {
    super(
      `It was not carried: ${why}.`,
      'Nothing was paid. Try again later, or pay without --gasless.',
    )
  }
}

/** No list of operators stands on this chain, or it is not known here. */
export class NoRegistryError extends MegaboxError {
  override readonly name = 'NoRegistryError'

  constructor() {
    super(
      'This node knows no registry of operators on its chain.',
      'Start it with --operators ADDRESS.',
    )
  }
}

/** A file that cannot be published. The file is named, so that a folder can go on without it. */
export class UnusableFileError extends MegaboxError {
  override readonly name = 'UnusableFileError'
  readonly file: string
  /** What is wrong, beginning with a verb: "is cut short at 1:02". */
  readonly reason: string

  constructor(file: string, reason: string, cure: string, options?: ErrorOptions) {
    super(`"${file}" ${reason}.`, cure, options)
    this.file = file
    this.reason = reason
  }
}

/** After everything unusable was left out, no song is left. */
export class NothingToPublishError extends MegaboxError {
  override readonly name = 'NothingToPublishError'

  constructor(refused: readonly string[] = []) {
    super(
      ['No song to publish was found.', ...refused].join(' '),
      'Name FLAC, WAV, MP3 or Ogg files, or a folder that holds some.',
    )
  }
}

/** With --strict: some files cannot be used as they are, so nothing was published. */
export class RefusedFilesError extends MegaboxError {
  override readonly name = 'RefusedFilesError'
  readonly refused: readonly UnusableFileError[]

  constructor(refused: readonly UnusableFileError[]) {
    super(
      ['Nothing was published.', ...refused.flatMap((e) => [e.message, e.cure])].join(' '),
      'Mend or remove what is named, or run it again without --strict.',
    )
    this.refused = refused
  }
}

/** The disk is full: what was stored stays, nothing new is taken. */
export class DiskFullError extends MegaboxError {
  override readonly name = 'DiskFullError'

  constructor(where: string, options?: ErrorOptions) {
    super(
      `The disk that holds ${where} is full.`,
      'Free some space and run the same command again; nothing stored was lost.',
      options,
    )
  }
}

/** What is stored cannot be told from what is not wanted just now, so nothing is swept. */
export class CannotCollectError extends MegaboxError {
  override readonly name = 'CannotCollectError'

  constructor(why: string) {
    super(
      `Nothing was removed: ${why}.`,
      'Try again later; "megabox status" says how far the chain is read.',
    )
  }
}
