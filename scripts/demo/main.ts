// Music for an empty shop: `node scripts/demo/main.ts OUTDIR [--json]` composes and records the demo
// releases into OUTDIR, the same bytes every time. News goes to stderr; with --json, one line about
// what was made goes to stdout, for the program that puts it on sale.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { CATALOGUE, file, folder } from './catalogue.ts'
import { press } from './press.ts'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
})

const [directory] = positionals
if (directory === undefined) {
  console.error('Say where the music should go: node scripts/demo/main.ts OUTDIR [--json]')
  process.exitCode = 2
} else {
  await press(resolve(directory), ({ artist, title, seconds }) => {
    console.error(`${artist}: ${title}, ${seconds.toFixed(0)} s`)
  })
  if (values.json) console.log(JSON.stringify({ releases: CATALOGUE.map(summary) }))
}

/** `folder` is below OUTDIR, `files` are below `folder`. */
function summary(release: (typeof CATALOGUE)[number]): object {
  const { artist, title, date, genre, license, priceDollars, tracks } = release
  const files = tracks.map(file)
  return { folder: folder(release), artist, title, date, genre, license, priceDollars, files }
}
