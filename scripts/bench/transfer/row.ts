/** The words of the bench: a row measures figures, each beside its reference. */
import type { Crew } from './crew.ts'
import type { Sample } from './measure.ts'
import type { Options } from './options.ts'
import type { Scratch } from './scratch.ts'

/** What a figure has to reach: the ratio to its reference, or our own value. */
export interface Bar {
  of: 'ratio' | 'ours'
  least?: number
  most?: number
}

export interface Figure {
  what: string
  unit: string
  ours: Sample[]
  reference?: { name: string; samples: Sample[] }
  bars?: Bar[]
}

export interface Bench {
  crew: Crew
  scratch: Scratch
  options: Options
  /** Something to know that is no figure. */
  note(text: string): void
}

export interface Row {
  name: string
  /** One line for --help. */
  about: string
  run(bench: Bench): Promise<Figure[]>
}

/** The row cannot be measured here, and why. */
export class SkippedError extends Error {
  override readonly name = 'SkippedError'
}
