/** `megabox revise`: other words for songs that are out. What was sold stays as it was sold. */
import { fromWire, revise as journey, UsageError, type PublishStep } from '../../index.ts'
import type { Command } from '../command.ts'
import { describe, draftOf, SAYING } from '../draft.ts'
import { acting, SIGNING } from '../ending.ts'
import { isOn } from '../options.ts'
import { pathOf } from '../place.ts'
import { jsonLine } from '../show.ts'

const STEPS: Record<PublishStep, string> = {
  signing: 'Signing the manifest.',
  storing: 'Storing it on the node.',
  minting: 'Naming it on the chain.',
  announcing: 'Telling the network.',
  listing: 'Waiting until the node lists it.',
}

export const revise: Command = {
  summary: 'Change what a release says: titles, credits, cover. Never the songs that were sold.',
  usage: 'FILE… | FOLDER [options]',
  details:
    'Give the same songs as when you published, with their new tags or with options that say\n' +
    'otherwise. The price is not changed by this: see "close" and "publish".',
  examples: ['megabox revise ./night-ferry --title "Night Ferry (2026)"'],
  options: { ...SAYING, ...SIGNING },
  async run({ values, positionals }) {
    if (positionals.length === 0) {
      throw new UsageError('Nothing was named.', 'Name the files or the folder. See --help.')
    }
    const json = isOn(values, 'json')
    const say = (line: string) => {
      if (!json) process.stderr.write(`${line}\n`)
    }
    await acting(values, async ({ client, ledger, purse }) => {
      const draft = await draftOf(client, positionals.map(pathOf), values, json)
      describe(draft, say)
      const revised = await journey(
        { artistName: draft.artistName, body: fromWire(draft.body) },
        { onStep: (step) => say(STEPS[step]) },
        { ledger, purse, press: client.press() },
      )
      process.stdout.write(json ? jsonLine(revised) : `${sentence(revised)}\n`)
    })
  },
}

function sentence({ tx, manifest, listed }: Awaited<ReturnType<typeof journey>>): string {
  if (tx === null) return 'It says that already; nothing was changed.'
  const state = listed
    ? 'It is listed with its new words.'
    : 'This node still checks it, or refuses it.'
  return `${state}\nManifest ${manifest}\nTransaction ${tx}`
}
