/** What the rows share: a shop, a browser, and each side in turns. */
import type { Browser } from 'playwright-core'
import { median } from '../figures.ts'
import type { Measured } from '../transfer/report.ts'
import { bare } from '../transfer/rows/seeding.ts'
import { Listener } from './listener.ts'
import type { Shop } from './shop.ts'

export interface Bench {
  browser: Browser
  /** Of the browser. */
  pid: number
  shop: Shop
  /** Where the page is, by whatever line. */
  url: string
  runs: number
}

export type Side = 'ours' | 'http'
/** Milliseconds by what was measured. */
export type Times = Record<string, number>

/** Each side once as warm-up, then in turns, so that noise hits both alike. */
export async function inTurns(
  { browser, url, runs }: Bench,
  hear: (listener: Listener, run: number) => Promise<Times>,
): Promise<Record<Side, Times[]>> {
  const heard: Record<Side, Times[]> = { ours: [], http: [] }
  for (let run = 0; run <= runs; run++) {
    for (const side of ['http', 'ours'] as const) {
      await using listener = await Listener.open(browser, url, { ours: side === 'ours' })
      const times = await hear(listener, run)
      if (run > 0) heard[side].push(times)
      process.stderr.write(run === 0 ? '·' : '.')
    }
  }
  process.stderr.write('\n')
  return heard
}

/** One figure: our times beside plain HTTP's, and how often as long they may be. */
export function beside(
  row: string,
  { ours, http }: Record<Side, Times[]>,
  { what, most, unit = 'ms' }: { what: string; most: number; unit?: string },
): Measured {
  const samples = (all: Times[]) => all.map((times) => bare(times[what] ?? NaN))
  const reference = { name: 'plain HTTP', samples: samples(http) }
  const ratio = median(samples(ours).map(({ value }) => value))
  if (Number.isNaN(ratio)) throw new Error(`nothing was measured of "${what}"`)
  return { row, what, unit, ours: samples(ours), reference, bars: [{ of: 'ratio', most }] }
}
