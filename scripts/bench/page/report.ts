/** Scores out of a hundred as a Markdown table, with what each has to reach. */
import { median, spread } from '../figures.ts'
import { CATEGORIES, faultsOf, type Category, type Report } from './lighthouse.ts'

const BARS: Record<Category, number> = {
  performance: 85,
  accessibility: 100,
  'best-practices': 100,
}
/** What performance is made of. */
const TIMES = {
  'first-contentful-paint': 'first paint, s',
  'largest-contentful-paint': 'largest paint, s',
  'total-blocking-time': 'blocked, s',
  'speed-index': 'speed index, s',
} as const
const SHIFT = 'cumulative-layout-shift'

export interface Looked {
  page: string
  reports: Report[]
}

export interface Figure {
  page: string
  what: string
  values: number[]
  least?: number
  met?: boolean
}

export function figuresOf({ page, reports }: Looked): Figure[] {
  const scores = CATEGORIES.map((what) => {
    const values = reports.map(({ categories }) => Math.round((categories[what].score ?? 0) * 100))
    return { page, what, values, least: BARS[what], met: median(values) >= BARS[what] }
  })
  const numbers = (id: string) => reports.map(({ audits }) => audits[id]?.numericValue ?? NaN)
  const times = Object.entries(TIMES).map(([id, what]) => {
    return { page, what, values: numbers(id).map((ms) => ms / 1000) }
  })
  return [...scores, ...times, { page, what: 'layout shift', values: numbers(SHIFT) }]
}

export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ page, what, values, least, met }) => [
    page,
    what,
    spread(values),
    least === undefined ? '–' : `≥ ${least} ${met ? 'met' : 'NOT MET'}`,
  ])
  const head = ['page', 'what', 'ours', 'bar']
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

/** Each thing that cost points in any run. */
export const faultsIn = ({ reports }: Looked): string[] => [
  ...new Set(reports.flatMap((report) => faultsOf(report))),
]
