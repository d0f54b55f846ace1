/** Why the peer of a page cannot start. */
import { MegaboxError } from '../../../node/index.ts'

/** Browsers give service workers and hashing to https pages and to localhost only. */
export class InsecurePageError extends MegaboxError {
  override readonly name = 'InsecurePageError'

  constructor() {
    super(
      'This browser does not let this page check what it plays.',
      'Open it by https, or on this computer as http://localhost.',
    )
  }
}

/** The service worker did not come to control the page in time. */
export class NotControlledError extends MegaboxError {
  override readonly name = 'NotControlledError'

  constructor(options?: ErrorOptions) {
    super('The player could not start in this page.', 'Reload the page.', options)
  }
}

/** Nobody answered from the page that leads. */
export class PeerSilentError extends MegaboxError {
  override readonly name = 'PeerSilentError'

  constructor(options?: ErrorOptions) {
    super(
      'The part of this page that fetches music does not answer.',
      'Close other tabs of this shop and reload the page.',
      options,
    )
  }
}
