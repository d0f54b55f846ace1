/** Results kept as JSON, and what changed since an older run. */
import { readFile, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { median } from '../figures.ts'
import { isMet, ratioOf, valuesOf, type Measured } from './report.ts'

interface Results {
  at: string
  node: string
  cores: number
  options: object
  notes: string[]
  figures: Measured[]
}

export async function save(
  path: string,
  { options, notes, figures }: Pick<Results, 'options' | 'notes' | 'figures'>,
): Promise<void> {
  const judged = figures.map((figure) => ({
    ...figure,
    ratio: ratioOf(figure),
    met: isMet(figure),
  }))
  const machine = {
    at: new Date().toISOString(),
    node: process.version,
    cores: availableParallelism(),
  }
  await writeFile(path, JSON.stringify({ ...machine, options, notes, figures: judged }, null, 2))
}

/** Each figure that both runs have: our value then and now, and the ratio to the reference. */
export async function comparedWith(path: string, figures: readonly Measured[]): Promise<string> {
  // A file this bench wrote; `NaN` became null in it, which no median here reads.
  const older = JSON.parse(await readFile(path, 'utf8')) as Results
  const lines = figures.flatMap((figure) => {
    const before = older.figures.find((other) => nameOf(other) === nameOf(figure))
    if (!before || before.ours.length === 0 || figure.ours.length === 0) return []
    const [then, now] = [median(valuesOf(before.ours)), median(valuesOf(figure.ours))]
    const ratios = [ratioOf(before), ratioOf(figure)].map((ratio) => ratio?.toFixed(2) ?? '–')
    const cells = [figure.row, `${figure.what}, ${figure.unit}`, then.toFixed(2), now.toFixed(2)]
    return [[...cells, (now / then).toFixed(2), ratios.join(' → ')]]
  })
  const head = [
    'row',
    'what',
    `then (${older.at.slice(0, 16)})`,
    'now',
    'now / then',
    'to reference',
  ]
  return [head, head.map(() => '---'), ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

const nameOf = ({ row, what, reference }: Measured): string =>
  `${row}: ${what}, ${reference?.name ?? ''}`
