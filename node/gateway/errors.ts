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

/** The node is starting or stopping. */
export class NotReadyError extends RequestError {
  override readonly name = 'NotReadyError'
  readonly status = 503

  constructor() {
    super('This node is not ready yet.', 'Ask again in a moment.')
  }
}
