// What was found out about each mutant, kept between runs: in `cache/`, which is no part of the project.
// A line a mutant. It holds as long as the mutated file is what it was.
import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './compiler.ts'
import type { Mutant } from './mutate.ts'
import type { Fate } from './workshop.ts'

export interface Finding {
  key: string
  name: string
  fate: Fate
  /** The test that noticed. */
  by?: string
}

const FOLDER = join(ROOT, 'cache')
const FILE = join(FOLDER, 'mutants.jsonl')

/** Of the whole broken source, so that nothing is believed of a file that has changed since. */
export function keyOf({ start, length, is, file }: Mutant): string {
  const hash = createHash('sha256').update(readFileSync(join(ROOT, file)))
  return hash
    .update(JSON.stringify([file, start, length, is]))
    .digest('hex')
    .slice(0, 24)
}

export function findings(): Map<string, Finding> {
  let text = ''
  try {
    text = readFileSync(FILE, 'utf8')
  } catch {
    // The first run.
  }
  // Written by `keep`, below.
  const all = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Finding)
  return new Map(all.map((finding) => [finding.key, finding]))
}

export function keep(finding: Finding): void {
  mkdirSync(FOLDER, { recursive: true })
  appendFileSync(FILE, `${JSON.stringify(finding)}\n`)
}
