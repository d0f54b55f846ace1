// What a sale costs here, beside the least it could cost and beside others' contracts: all on one chain, in one
// run. Their packages are no dependencies of ours: `peers/package.json` pins them, and they are installed when
// this is first run. Gas does not depend on the machine, so each is measured once.
//
//   npm run bench:gas [-- --json FILE]
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { install } from '../install.ts'
import { PEERS } from './packages.ts'
import { missing, table, tableAmong } from './report.ts'
import type { Row, Shared } from './row.ts'
import { manifold } from './rows/manifold.ts'
import { floor, ours, oursAmong } from './rows/ours.ts'
import { paymentSplitter } from './rows/paymentSplitter.ts'
import { sound } from './rows/sound.ts'
import { zora } from './rows/zora.ts'

const COUNTS = [2, 5, 10]

const { values } = parseArgs({ options: { json: { type: 'string' } } })
if (!(await install(PEERS, '@zoralabs/zora-1155-contracts'))) {
  throw new Error(`The peers are not installed: run "npm install" in ${PEERS}`)
}

const rows: Row[] = []
for (const row of [floor, ours, zora, sound, manifold]) rows.push(await row())
const among: Shared[] = [await oursAmong(COUNTS), await paymentSplitter(COUNTS)]
console.log([table(rows), tableAmong(among, COUNTS), missing].join('\n\n'))
if (values.json) {
  const results = { at: new Date().toISOString(), hardfork: 'cancun', rows, among }
  await writeFile(values.json, `${JSON.stringify(results, null, 2)}\n`)
}
