/** What can be wrong with a request before any room is asked. Each knows its HTTP status. */
import { MegaboxError } from '../domain/errors.ts'

export abstract class RequestError extends MegaboxError {
  abstract readonly status: number
}

/** The Host header names someone else: a page elsewhere has pointed its own name at us. */
export class ForeignHostError extends RequestError {
  override readonly name = 'ForeignHostError'
  readonly status = 421

  constructor(host: string) {
    super(
      `This node is not reached as "${host.slice(0, 100)}".`,
      'Use http://localhost, or start the node with that name among its hosts.',
    )
  }
}

/** Another website asks this node to change something or to speak to the chain. */
export class ForeignOriginError extends RequestError {
  override readonly name = 'ForeignOriginError'
  readonly status = 403

  constructor(origin: string) {
    super(
      `A page of ${origin.slice(0, 100)} may not use this node.`,
      "Open the node's own page instead.",
    )
  }
}

/** The local API is for the person at this machine. */
export class NotLocalError extends RequestError {
  override readonly name = 'NotLocalError'
  readonly status = 403

  constructor() {
    super(
      'This can only be asked from the machine the node runs on.',
      'Run the command on that machine.',
    )
  }
}

/** The local API's token is missing or is another node's. */
export class WrongTokenError extends RequestError {
  override readonly name = 'WrongTokenError'
  readonly status = 401

  constructor() {
    super(
      'The token of this node is missing or wrong.',
      'Send the token from its run.json as the header x-megabox-token.',
    )
  }
}

/** Nothing lives at that address. */
export class UnknownPathError extends RequestError {
  override readonly name = 'UnknownPathError'
  readonly status = 404

  constructor(path: string) {
    super(`There is nothing at ${path.slice(0, 200)}.`, 'Start at / or /api/v1/releases.')
  }
}

/** Nothing of that wallet is listed here. */
export class UnknownArtistError extends RequestError {
  override readonly name = 'UnknownArtistError'
  readonly status = 404

  constructor(wallet: string) {
    super(
      `No release of ${wallet} is listed here.`,
      'Look for the artist by name; a release just put on sale appears within seconds.',
    )
  }
}

/** An address that is none of this node's, or of nothing that can be shown elsewhere. */
export class ForeignAddressError extends RequestError {
  override readonly name = 'ForeignAddressError'
  readonly status = 404

  constructor(address: string) {
    super(
      `${address.slice(0, 200)} is no release in this shop.`,
      'Give the address of a release, as its page has it.',
    )
  }
}

/** oEmbed's own answer to a format it does not have. */
export class NotOfferedError extends RequestError {
  override readonly name = 'NotOfferedError'
  readonly status = 501

  constructor(format: string) {
    super(`There is no answer in ${format.slice(0, 20)}.`, 'Ask for json or xml.')
  }
}

/** This block is not stored on this node, and nobody else is asked for it. */
export class NotHereError extends RequestError {
  override readonly name = 'NotHereError'
  readonly status = 404

  constructor(cid: string, options?: ErrorOptions) {
    super(`${cid} is not stored on this node.`, 'Ask another node for it.', options)
  }
}

/** None of the forms that were asked for is one of ours. */
export class NotAcceptableError extends RequestError {
  override readonly name = 'NotAcceptableError'
  readonly status = 406

  constructor() {
    super(
      'A block is given as it is or in a CAR, and in no other form.',
      'Ask with ?format=raw, or with ?format=car and version 1, order dfs or unk, dups y or n.',
    )
  }
}

/** What hangs below this block cannot be followed as its CID says. */
export class UnwalkableError extends RequestError {
  override readonly name = 'UnwalkableError'
  readonly status = 400

  constructor(cid: string, why: string, options?: ErrorOptions) {
    super(
      `The blocks below ${cid} cannot be followed: ${why}.`,
      'Ask for single blocks with ?format=raw.',
      options,
    )
  }
}

/** The address exists, the verb does not. */
export class MethodNotAllowedError extends RequestError {
  override readonly name = 'MethodNotAllowedError'
  readonly status = 405
  readonly allow: string

  constructor(method: string, allowed: readonly string[]) {
    const allow = allowed.join(', ')
    super(`${method.slice(0, 20)} is not possible here.`, `Use ${allow}.`)
    this.allow = allow
  }
}

/** The body is longer than anything valid could be. */
export class TooLargeError extends RequestError {
  override readonly name = 'TooLargeError'
  readonly status = 413

  constructor(limit: number) {
    super(`The body is longer than ${limit} bytes.`, 'Send less.')
  }
}

/** The body is of another kind than this address reads. */
export class WrongTypeError extends RequestError {
  override readonly name = 'WrongTypeError'
  readonly status = 415

  constructor(types: readonly string[]) {
    super('This kind of body is not read here.', `Send ${types.join(' or ')}.`)
  }
}

/** The node is starting or stopping. */
export class NotReadyError extends RequestError {
  override readonly name = 'NotReadyError'
  readonly status = 503

  constructor() {
    super('This node is not ready yet.', 'Ask again in a moment.')
  }
}
