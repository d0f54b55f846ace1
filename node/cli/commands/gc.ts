/** `megabox gc`: makes room on the node's disk. The node itself does so every hour. */
import type { Amount, Collected, CollectProgress } from '../../index.ts'
import { Client } from '../client.ts'
import { DATA, JSON_OUTPUT, type Command } from '../command.ts'
import { isOn, noWords } from '../options.ts'
import { dataOf } from '../place.ts'
import { megabytes } from '../progress.ts'
import { jsonLine } from '../show.ts'

export const gc: Command = {
  summary: 'Remove stored blocks that no release, pin or draft refers to.',
  usage: '[options]',
  details:
    'The node does this every hour, and when there is no room for what it should hold. What was\n' +
    'stored, read or asked for within the last hour stays for now.',
  examples: ['megabox gc --dry-run', 'megabox gc --json'],
  options: {
    'dry-run': { type: 'boolean', help: 'Only say what would be removed.' },
    data: DATA,
    json: JSON_OUTPUT,
  },
  async run({ values, positionals }) {
    noWords(positionals)
    const client = await Client.open(dataOf(values))
    const json = isOn(values, 'json')
    const dryRun = isOn(values, 'dry-run')
    const steps = client.steps<CollectProgress, Collected>('/api/v1/gc', { dryRun }, 'collected')
    const collected = await followed(steps, json)
    process.stdout.write(json ? jsonLine(collected) : page(collected))
  },
}

async function followed(
  steps: AsyncGenerator<CollectProgress, Collected>,
  quiet: boolean,
): Promise<Collected> {
  const { stderr } = process
  const show = !quiet && stderr.isTTY
  let step = await steps.next()
  for (; step.done !== true; step = await steps.next()) {
    const { step: doing, blocks } = step.value
    const words = doing === 'marking' ? 'wanted so far' : 'looked at'
    if (show) stderr.write(`\r\u001b[K  ${blocks} blocks ${words}`)
  }
  if (show) stderr.write('\r\u001b[K')
  return step.value
}

function page({ dryRun, freed, spared, kept }: Collected): string {
  return [
    `${(dryRun ? 'Would free' : 'Freed').padEnd(11)} ${amount(freed)}`,
    `Kept        ${amount(kept)}`,
    `Spared      ${amount(spared)}, used within the last hour`,
    '',
  ].join('\n')
}

const amount = ({ blocks, bytes }: Amount): string => `${megabytes(bytes)} in ${blocks} blocks`
