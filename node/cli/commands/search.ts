/** `megabox search`: what the node lists. */
import { UsageError, type ReleaseView } from '../../index.ts'
import { Client } from '../client.ts'
import { DATA, JSON_OUTPUT, type Command } from '../command.ts'
import { isOn, text } from '../options.ts'
import { dataOf } from '../place.ts'
import { jsonLine, headline } from '../show.ts'

export const search: Command = {
  summary: 'Find releases by artist, title, song or genre. Without words: the newest.',
  usage: '[WORDS…] [options]',
  examples: ['megabox search ork', 'megabox search "ac/dc" --json'],
  options: {
    limit: { type: 'string', value: 'N', help: 'At most so many (default 20, at most 200).' },
    data: DATA,
    json: JSON_OUTPUT,
  },
  async run({ values, positionals }) {
    const limit = text(values, 'limit') ?? '20'
    if (!/^\d{1,3}$/.test(limit)) throw new UsageError(`"${limit}" is no number.`, 'See --help.')
    const client = await Client.open(dataOf(values))
    const query = new URLSearchParams({ q: positionals.join(' '), limit })
    const { releases } = await client.json<{ releases: ReleaseView[] }>(
      `/api/v1/releases?${query.toString()}`,
    )
    if (isOn(values, 'json')) process.stdout.write(jsonLine(releases))
    else process.stdout.write(`${lines(releases).join('\n')}\n`)
  },
}

const lines = (releases: readonly ReleaseView[]): string[] =>
  releases.length === 0
    ? ['Nothing found. A release just put on sale appears within seconds.']
    : releases.flatMap((view) => [headline(view), `  ${view.release}`])
