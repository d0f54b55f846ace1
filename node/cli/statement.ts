/** Earnings on paper: by release and month for a person, a line each for a spreadsheet. */
import { formatAmount, moneyText, type Currency, type Earned, type Earnings } from '../index.ts'
import { plain } from './show.ts'

export interface Statement extends Earnings {
  wallet: string
  /** By currency. */
  money: ReadonlyMap<string, Currency>
  /** By release. */
  titles: ReadonlyMap<string, string>
}

const UNKNOWN: Currency = { symbol: 'units', decimals: 0 }

const monthOf = (time: number): string => new Date(time * 1000).toISOString().slice(0, 7)
const timeOf = (time: number): string => new Date(time * 1000).toISOString().replace('.000', '')

export function statementText(statement: Statement): string {
  const { earned, waiting, money, wallet } = statement
  const groups = Map.groupBy(earned, (one) => `${titleOf(one, statement)}\n${monthOf(one.time)}`)
  const lines = [...groups].flatMap(([name, some]) => {
    const [title = '', month = ''] = name.split('\n')
    return [`${title}, ${month}`, ...byCurrency(some, money), ...refusals(some, money)]
  })
  return [
    ...(lines.length === 0 ? [`Nothing was earned by ${wallet} in that time.`] : lines),
    ...waiting.map(
      ({ token, amount }) =>
        `Waits for you: ${moneyText(amount, money.get(token) ?? UNKNOWN)}. Take it with: megabox claim ${token}`,
    ),
    '',
  ].join('\n')
}

const titleOf = ({ release }: Earned, { titles }: Pick<Statement, 'titles'>): string =>
  release === undefined ? 'Tips' : plain(titles.get(release) ?? release)

const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, one) => sum + one, 0n)

function byCurrency(earned: readonly Earned[], money: Statement['money']): string[] {
  const groups = Map.groupBy(earned, ({ currency }) => currency)
  return [...groups].map(([currency, some]) => {
    const counted = money.get(currency) ?? UNKNOWN
    const paid = moneyText(total(some.map((one) => one.paid)), counted)
    const own = moneyText(total(some.map((one) => one.own)), counted)
    return `  ${some.length} paid ${paid}, of which yours ${own}`
  })
}

const refusals = (earned: readonly Earned[], money: Statement['money']): string[] =>
  earned
    .filter(({ ownOwed }) => ownOwed > 0n)
    .map(
      ({ ownOwed, currency, tx }) =>
        `  of that the token refused to bring ${moneyText(ownOwed, money.get(currency) ?? UNKNOWN)} in ${tx}`,
    )

const COLUMNS = [
  ...['time', 'kind', 'release', 'title', 'edition', 'currency', 'symbol', 'paid', 'host'],
  ...['host_share', 'artist_side', 'yours', 'yours_refused', 'split', 'transaction'],
]

export function statementCsv(statement: Statement): string {
  const rows = statement.earned.map((one) => cells(one, statement).map(cell).join(','))
  return [COLUMNS.join(','), ...rows, ''].join('\r\n')
}

function cells(one: Earned, { money, titles }: Statement): string[] {
  const counted = money.get(one.currency) ?? UNKNOWN
  const text = (units: bigint) => formatAmount(units, counted)
  const split = one.shares.map(
    ({ wallet, amount, isOwed }) => `${wallet} ${text(amount)}${isOwed ? ' refused' : ''}`,
  )
  return [
    ...[timeOf(one.time), one.kind, one.release ?? '', titles.get(one.release ?? '') ?? ''],
    ...[one.edition ?? '', one.currency, counted.symbol, text(one.paid), one.host],
    ...[text(one.hostPaid), text(one.paid - one.hostPaid), text(one.own), text(one.ownOwed)],
    ...[split.join('; '), one.tx],
  ]
}

/** Titles are others' text: a spreadsheet would run one that begins like a formula. */
function cell(text: string): string {
  const safe = plain(/^[=+\-@\t]/.test(text) ? `'${text}` : text)
  return /[",;']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export const statementJson = ({ wallet, earned, waiting, money, titles }: Statement): object => ({
  wallet,
  earned: earned.map((one) => ({
    ...one,
    ...(one.release !== undefined && { title: titles.get(one.release) ?? null }),
    ...symbolOf(money.get(one.currency)),
    time: timeOf(one.time),
    paid: `${one.paid}`,
    hostPaid: `${one.hostPaid}`,
    own: `${one.own}`,
    ownOwed: `${one.ownOwed}`,
    shares: one.shares.map((share) => ({ ...share, amount: `${share.amount}` })),
  })),
  waiting: waiting.map(({ token, amount }) => ({
    token,
    ...symbolOf(money.get(token)),
    amount: `${amount}`,
    claim: `megabox claim ${token}`,
  })),
})

const symbolOf = (currency: Currency | undefined): object =>
  currency ? { symbol: currency.symbol, decimals: currency.decimals } : {}
