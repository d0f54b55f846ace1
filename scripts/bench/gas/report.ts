/** The tables, as Markdown. */
import type { Row, Shared } from './row.ts'

const shown = (gas: number | undefined) => gas?.toLocaleString('en') ?? ''

const lines = (head: string[], rows: string[][]): string =>
  [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')

export const table = (rows: Row[]): string =>
  lines(
    ['one payee and, where there is one, a host', 'on sale', 'first copy', 'again', 'artist paid'],
    rows.map(({ who, create, first, again, paid }) => [
      ...[who, shown(create), shown(first), shown(again), paid],
    ]),
  )

export const tableAmong = (rows: Shared[], counts: number[]): string =>
  lines(
    ['one sale, wholly paid out', ...counts.map((count) => `${count} payees`), ''],
    rows.map(({ who, among, note }) => [who, ...counts.map((count) => shown(among[count])), note]),
  )

export const missing =
  'Not measured, because npm has no code of them: 0xSplits (its packages are SDKs and call what is deployed) ' +
  'and what sells Manifold’s copies (the lazy claim extension).'
