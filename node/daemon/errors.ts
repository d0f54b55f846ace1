/** What can go wrong around one node on one machine: its directory, its ports, its wallets. */
import { MegaboxError } from '../index.ts'

/** Another node runs on this data directory. */
export class DirectoryHeldError extends MegaboxError {
  override readonly name = 'DirectoryHeldError'

  constructor(directory: string, holder: string, options?: ErrorOptions) {
    super(
      `${directory} is held by ${holder}.`,
      'Stop it first, or start this one with another --data directory.',
      options,
    )
  }
}

/** The directory belongs to another chain, or is no data directory of ours. */
export class ForeignDirectoryError extends MegaboxError {
  override readonly name = 'ForeignDirectoryError'

  constructor(directory: string, why: string, cure = 'Use another --data directory.') {
    super(`${directory} ${why}.`, cure)
  }
}

/** Somebody else listens there. */
export class PortTakenError extends MegaboxError {
  override readonly name = 'PortTakenError'

  constructor(what: string, flag: string, options?: ErrorOptions) {
    super(
      `${what} is taken by another program.`,
      `Choose another with ${flag}, or 0 for any.`,
      options,
    )
  }
}

/** No node answers for this data directory. */
export class NoNodeError extends MegaboxError {
  override readonly name = 'NoNodeError'

  constructor(directory: string, options?: ErrorOptions) {
    super(
      `No node is running on ${directory}.`,
      'Start one with "megabox up", or name its directory with --data.',
      options,
    )
  }
}

/** The wallet that was asked for is not there, or there are several to choose from. */
export class NoWalletError extends MegaboxError {
  override readonly name = 'NoWalletError'
}

/** The peer that was to be joined cannot be reached, or says nothing we could follow. */
export class CannotJoinError extends MegaboxError {
  override readonly name = 'CannotJoinError'
}

/** The operating system's reason, if this is one of its errors. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined
