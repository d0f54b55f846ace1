/** Figures as a Markdown table, with what each has to reach. */
import { median, spread } from '../figures.ts'
import type { Sample } from './measure.ts'
import type { Bar, Figure } from './row.ts'

export interface Measured extends Figure {
  row: string
}

const HEAD = [
  'row',
  'what',
  'ours',
  'reference',
  'ratio',
  'bar',
  'CPU s ours',
  'CPU s ref.',
  'others',
]

export const valuesOf = (samples: readonly Sample[]): number[] => samples.map(({ value }) => value)

/** Ours to the reference; undefined without one. */
export function ratioOf({ ours, reference }: Figure): number | undefined {
  if (!reference || ours.length === 0) return undefined
  return median(valuesOf(ours)) / median(valuesOf(reference.samples))
}

/** Undefined when there is nothing to reach. */
export function isMet(figure: Figure): boolean | undefined {
  if (!figure.bars || figure.ours.length === 0) return undefined
  return figure.bars.every(({ of, least = -Infinity, most = Infinity }) => {
    const value = of === 'ours' ? median(valuesOf(figure.ours)) : (ratioOf(figure) ?? NaN)
    return value >= least && value <= most
  })
}

export function tableOf(figures: readonly Measured[]): string {
  const rows = [HEAD, HEAD.map(() => '---'), ...figures.map(lineOf)]
  return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function lineOf(figure: Measured): string[] {
  const { row, what, unit, ours, reference } = figure
  const ratio = ratioOf(figure)
  return [
    row,
    `${what}${unit === '' ? '' : `, ${unit}`}`,
    ours.length > 0 ? spread(valuesOf(ours)) : '–',
    reference ? `${spread(valuesOf(reference.samples))} ${reference.name}` : '–',
    ratio === undefined || !Number.isFinite(ratio) ? '–' : ratio.toFixed(2),
    barsOf(figure),
    cpuOf(ours),
    cpuOf(reference?.samples ?? []),
    known([...ours, ...(reference?.samples ?? [])].map(({ others }) => others)),
  ]
}

function barsOf(figure: Figure): string {
  const met = isMet(figure)
  if (met === undefined) return '–'
  return `${(figure.bars ?? []).map(barOf).join(', ')} ${met ? 'met' : 'NOT MET'}`
}

const barOf = ({ of, least, most }: Bar): string =>
  `${of === 'ours' ? 'ours ' : ''}${least === undefined ? `≤ ${most ?? ''}` : `≥ ${least}`}`

/** Sender + receiver. */
const cpuOf = (samples: readonly Sample[]): string => {
  const [sender, receiver] = [
    known(samples.map((sample) => sample.sender)),
    known(samples.map((sample) => sample.receiver)),
  ]
  return sender === '–' ? '–' : `${sender} + ${receiver}`
}

function known(values: readonly number[]): string {
  const real = values.filter((value) => !Number.isNaN(value))
  return real.length > 0 ? median(real).toFixed(2) : '–'
}
