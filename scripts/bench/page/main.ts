// What Lighthouse thinks of the dapp on a phone, as a real node serves it:
// `npm run bench:page -- [--runs N] [--json FILE]`
import { writeFile } from 'node:fs/promises'
import { availableParallelism, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { Shop } from '../listen/shop.ts'
import { Scratch } from '../transfer/scratch.ts'
import { installLighthouse, visit } from './lighthouse.ts'
import { faultsIn, figuresOf, tableOf, type Looked } from './report.ts'

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const { values: options } = parseArgs({
  options: { runs: { type: 'string', default: '3' }, json: { type: 'string' } },
})
await installLighthouse()
const load = [loadavg()[0]]

// In this order, so that the node has ended before its files go.
await using scratch = await Scratch.open()
await using shop = await Shop.open(scratch.place('shop'), { demo: true })
const pages = { home: shop.url, release: `${shop.url}/release/${await shop.newest()}` }
const looked: Looked[] = []
for (const [page, url] of Object.entries(pages)) {
  const reports = []
  for (let run = 0; run < Number(options.runs); run++) {
    process.stderr.write(`${page} `)
    reports.push(await visit(url, scratch.place('report')))
  }
  looked.push({ page, reports })
}
load.push(loadavg()[0])

const figures = looked.flatMap(figuresOf)
const faults = Object.fromEntries(looked.map((one) => [one.page, faultsIn(one)]))
console.log(`medians of ${options.runs} visits [smallest-largest], scores out of 100\n`)
console.log(tableOf(figures))
for (const [page, names] of Object.entries(faults)) {
  console.log(`\n${page}, what cost points: ${names.join(', ') || 'nothing'}`)
}
console.log(`\nload before and after: ${load.map((one) => one?.toFixed(1)).join(', ')}`)
if (options.json !== undefined) {
  const lighthouse = looked[0]?.reports[0]?.lighthouseVersion
  const machine = { node: process.version, cores: availableParallelism(), load, lighthouse }
  const kept = { at: new Date().toISOString(), ...machine, options, figures, faults }
  await writeFile(options.json, `${JSON.stringify(kept, null, 2)}\n`)
}
