/** `megabox earnings`: what a wallet earned, per release and month, as the chain has it. */
import {
  deployedAt,
  earnings as journey,
  ChainLedger,
  parseAddress,
  parseReleaseId,
  UsageError,
  type Address,
  type Currency,
  type Earnings,
} from '../../index.ts'
import { Wallets } from '../../daemon/main.ts'
import { Client } from '../client.ts'
import { DATA, JSON_OUTPUT, type Command, type Values } from '../command.ts'
import { countedIn } from '../currency.ts'
import { isOn, text } from '../options.ts'
import { dataOf } from '../place.ts'
import { walletFor } from '../purse.ts'
import { jsonLine } from '../show.ts'
import { statementCsv, statementJson, statementText, type Statement } from '../statement.ts'

export const earnings: Command = {
  summary: 'Show what a wallet earned: each sale, its split, and what waits to be claimed.',
  usage: '[RELEASE] [options]',
  details:
    'Read from the chain’s own log, as artist, as payee, and as the host of sales. --csv is for\n' +
    'spreadsheets, one line a sale.',
  examples: [
    'megabox earnings',
    'megabox earnings 0x5f3e… --from 2026-01 --to 2026-04 --csv > spring.csv',
  ],
  options: {
    from: {
      type: 'string',
      value: 'DATE',
      help: 'From this day or month on: 2026-03 or 2026-03-15.',
    },
    to: { type: 'string', value: 'DATE', help: 'Up to, and without, this day or month.' },
    csv: { type: 'boolean', help: 'Print CSV.' },
    wallet: {
      type: 'string',
      value: 'NAME',
      help: 'Whose earnings: a wallet of yours, or any address.',
    },
    data: DATA,
    json: JSON_OUTPUT,
  },
  async run({ values, positionals: [release, ...more] }) {
    if (more.length > 0) throw new UsageError('Name one release, or none.', 'See --help.')
    const wanted = {
      ...(release !== undefined && { release: parseReleaseId(release) }),
      ...period(values),
    }
    const client = await Client.open(dataOf(values))
    const { ledger, endpoint } = await client.ledger()
    try {
      const wallet = await whose(values, ledger)
      const { contract } = ledger.chain
      const whole = new ChainLedger(endpoint, contract, await deployedAt(endpoint, contract))
      const found = await journey(wallet, wanted, whole)
      print(values, { ...found, wallet, ...(await words(found, client, ledger)) })
    } finally {
      endpoint.close()
    }
  },
}

function print(values: Values, statement: Statement): void {
  if (isOn(values, 'json')) process.stdout.write(jsonLine(statementJson(statement)))
  else
    process.stdout.write(isOn(values, 'csv') ? statementCsv(statement) : statementText(statement))
}

/** Any address may be looked at: the chain is open. */
async function whose(values: Values, { chain }: ChainLedger): Promise<Address> {
  const wanted = text(values, 'wallet')
  if (wanted?.startsWith('0x') === true) return parseAddress(wanted)
  return (await walletFor(new Wallets(dataOf(values)), wanted, chain)).address
}

/** How each currency is counted, and what each release is called where the node knows it. */
async function words(
  { earned, waiting }: Earnings,
  client: Client,
  ledger: ChainLedger,
): Promise<Pick<Statement, 'money' | 'titles'>> {
  const currencies = [
    ...earned.map(({ currency }) => currency),
    ...waiting.map(({ token }) => token),
  ]
  const money = new Map<string, Currency>()
  for (const currency of new Set(currencies)) {
    const counted = await countedIn(currency, ledger).catch(() => undefined)
    if (counted) money.set(currency, counted)
  }
  const titles = new Map<string, string>()
  for (const release of new Set(earned.flatMap((one) => one.release ?? []))) {
    const view = await client.release(release).catch(() => undefined)
    if (view) titles.set(release, view.title)
  }
  return { money, titles }
}

function period(values: Values): { from?: number; to?: number } {
  const [from, to] = [text(values, 'from'), text(values, 'to')]
  return {
    ...(from !== undefined && { from: secondsOf(from) }),
    ...(to !== undefined && { to: secondsOf(to) }),
  }
}

/** In UTC, as the chain counts. */
function secondsOf(date: string): number {
  const ms = /^\d{4}(-\d\d){0,2}$/.test(date) ? Date.parse(date) : NaN
  if (!Number.isNaN(ms)) return ms / 1000
  throw new UsageError(`"${date}" is no date.`, 'Write it like 2026-03 or 2026-03-15.')
}
