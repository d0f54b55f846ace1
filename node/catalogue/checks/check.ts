/** What one check of a manifest looks like. Each is a file of its own, named after what it checks. */
import type { Candidate } from '../../domain/catalogue.ts'
import type { Manifest } from '../../domain/manifest.ts'
import type { Files, Ledger } from '../../domain/ports.ts'

export interface CheckPowers {
  files: Pick<Files, 'read' | 'size'>
  ledger: Pick<Ledger, 'chain' | 'releaseId' | 'delegated' | 'block'>
}

export interface Subject {
  candidate: Candidate
  manifest: Manifest
  signal: AbortSignal
  /** Where a random leaf lies: 0 to 1 for the n-th look at a file. The same in each try. */
  chance: (cid: string, n: number) => number
  /** Lengths found so far, by CID, filled in as files are looked at. */
  lengths: Map<string, number>
}

/**
 * Why the manifest is refused, or undefined when this check has nothing against it. A throw means
 * that it could not be told now, and the candidate is tried again later.
 */
export type Check = (
  subject: Subject,
  powers: CheckPowers,
) => string | undefined | Promise<string | undefined>
