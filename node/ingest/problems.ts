/** What was refused and what was left out on the way, and when that is too much to go on. */
import { NothingToPublishError, RefusedFilesError, UnusableFileError } from '../domain/errors.ts'

/** So many sentences fit one message; the rest are counted. */
const TOLD = 20

export class Problems {
  /** Songs that are not published. */
  readonly refused: UnusableFileError[] = []
  /** Covers and tags that the release goes on without. */
  readonly doubts: UnusableFileError[] = []

  readonly doubt = (error: UnusableFileError): void => void this.doubts.push(error)

  /** Runs `work` on one song. Undefined when that song is refused; other errors are thrown on. */
  async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      this.refuse(error)
      return undefined
    }
  }

  refuse(error: unknown): void {
    if (!(error instanceof UnusableFileError)) throw error
    this.refused.push(error)
  }

  /** Throws when no song is left, or with `strict` when anything at all was wrong. */
  insist(songs: number, strict: boolean): void {
    const all = [...this.refused, ...this.doubts]
    if (strict && all.length > 0) throw new RefusedFilesError(all)
    if (songs > 0) return
    const told = this.refused.slice(0, TOLD).map(({ message, cure }) => `${message} ${cure}`)
    const more = this.refused.length - told.length
    throw new NothingToPublishError(more > 0 ? [...told, `And ${more} more.`] : told)
  }

  warnings(): string[] {
    return this.doubts.map(({ message, cure }) => `${message} ${cure}`)
  }
}
