// What a listener waits for in a real Chromium, beside plain HTTP in the same run:
// `npm run bench:listen -- [--rows a,b] [--runs N] [--json FILE]`
import { access } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { Crew } from '../transfer/crew.ts'
import { tableOf, type Measured } from '../transfer/report.ts'
import { save } from '../transfer/results.ts'
import type { Line } from '../transfer/roles/line.ts'
import { Scratch } from '../transfer/scratch.ts'
import { openFront } from './front.ts'
import { ROWS } from './rows.ts'
import { buildPage, Shop } from './shop.ts'

const CHROMIUM = process.env['MEGABOX_CHROMIUM'] ?? '/usr/bin/chromium'
const HOME = { bytesPerSecond: 1e6, delayMs: 40, queueBytes: 64 * 1024 }
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync', '--js-flags=--expose-gc'],
]

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '' },
    runs: { type: 'string', default: '5' },
    json: { type: 'string' },
  },
})
const chosen = options.rows.split(',').filter(Boolean)
await access(CHROMIUM).catch(() => {
  throw new Error(`No Chromium at ${CHROMIUM}: set MEGABOX_CHROMIUM to the path of its program.`)
})

// In this order, so that the processes have ended before their files go.
await using scratch = await Scratch.open()
const page = scratch.place('page')
await buildPage(page)
await using shop = await Shop.open(scratch.place('shop'))
await using front = await openFront(page, shop.url)
await using crew = new Crew()
const line = await crew.spawn<Line>('line')
const slow = await line.do('open', { host: '127.0.0.1', port: front.port }, HOME)
const server = await chromium.launchServer({ executablePath: CHROMIUM, args: FLAGS })
const browser = await chromium.connect(server.wsEndpoint())
const figures: Measured[] = []
try {
  const runs = Number(options.runs)
  const pid = server.process().pid ?? 0
  for (const row of ROWS.filter(({ name }) => chosen.length === 0 || chosen.includes(name))) {
    process.stderr.write(`${row.name} `)
    const url = `http://127.0.0.1:${row.slow ? slow : front.port}`
    figures.push(...(await row.run({ browser, pid, shop, url, runs })))
  }
} finally {
  await browser.close()
  await server.close()
}
console.log(`medians of ${options.runs} runs [smallest-largest]; ratio is ours / reference\n`)
console.log(tableOf(figures))
if (options.json !== undefined) await save(options.json, { options, notes: [], figures })
