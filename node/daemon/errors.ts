/** What can go wrong around one node on one machine: its directory, its ports, its wallets. */
import { DiskFullError, MegaboxError } from '../index.ts'

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

/** What the embedded chain kept between two runs is gone, or is not what it kept. */
export class ChainStateError extends MegaboxError {
  override readonly name = 'ChainStateError'

  constructor(path: string, why: string, options?: ErrorOptions) {
    super(
      `${path}, the saved state of this directory's chain, ${why}.`,
      'Put it back from a copy, or start anew with another --data directory.',
      options,
    )
  }
}

/** The operating system lets us not read or write there. */
export class NoAccessError extends MegaboxError {
  override readonly name = 'NoAccessError'

  constructor(where: string, why: string, options?: ErrorOptions) {
    super(`${where} ${why}.`, 'Choose another place, or make way there.', options)
  }
}

/** SQLite, LevelDB and the block store keep only the text of what the file system said. */
const FULL = /ENOSPC|EDQUOT|no space left|disk is full/i
const FORBIDDEN = /EACCES|EPERM|EROFS|permission denied|read-only file system|readonly database/i
const NO_FOLDER = /ENOTDIR|EEXIST/

/** What the file system refused, as a word of ours that names `where`; anything else as it is. */
export function fromSystem(error: unknown, where: string): unknown {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof MegaboxError) return error
    const said = `${codeOf(cause) ?? ''} ${cause.message}`
    if (FULL.test(said)) return new DiskFullError(where, { cause: error })
    if (FORBIDDEN.test(said)) {
      return new NoAccessError(where, 'may not be read or written', { cause: error })
    }
    if (said.includes('EISDIR')) return new NoAccessError(where, 'is a folder', { cause: error })
    if (NO_FOLDER.test(said)) return new NoAccessError(where, 'is no folder', { cause: error })
  }
  return error
}

/** The operating system's reason, if this is one of its errors. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined
