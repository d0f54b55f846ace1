/** `megabox search`: what the node lists, and what the nodes it knows list. */
import {
  RemoteError,
  UsageError,
  type ErrorBody,
  type Found,
  type ReleaseView,
  type SearchEnd,
} from '../../index.ts'
import { Client } from '../client.ts'
import { DATA, JSON_OUTPUT, type Command } from '../command.ts'
import { linesOf } from '../lines.ts'
import { isOn, text } from '../options.ts'
import { dataOf } from '../place.ts'
import { foundLine, headline, jsonLine } from '../show.ts'

export const search: Command = {
  summary: 'Find releases by artist, title, song or genre. Without words: the newest.',
  usage: '[WORDS…] [options]',
  examples: ['megabox search ork', 'megabox search "ac/dc" --json', 'megabox search ork --peers'],
  options: {
    limit: { type: 'string', value: 'N', help: 'At most so many (default 20, at most 200).' },
    peers: {
      type: 'boolean',
      help: 'Ask three other nodes, too: they learn the words (at most 20).',
    },
    data: DATA,
    json: JSON_OUTPUT,
  },
  async run({ values, positionals }) {
    const limit = text(values, 'limit') ?? '20'
    if (!/^\d{1,3}$/.test(limit)) throw new UsageError(`"${limit}" is no number.`, 'See --help.')
    const client = await Client.open(dataOf(values))
    const query = new URLSearchParams({ q: positionals.join(' '), limit })
    if (isOn(values, 'peers')) return searchPeers(client, query, isOn(values, 'json'))
    const { releases } = await client.json<{ releases: ReleaseView[] }>(
      `/api/v1/releases?${query.toString()}`,
    )
    if (isOn(values, 'json')) process.stdout.write(jsonLine(releases))
    else process.stdout.write(`${lines(releases).join('\n')}\n`)
  },
}

/** No node is asked for more. */
const MOST_OF_PEERS = 20

const NOTHING = 'Nothing found. A release just put on sale appears within seconds.'

const lines = (releases: readonly ReleaseView[]): string[] =>
  releases.length === 0
    ? [NOTHING]
    : releases.flatMap((view) => [headline(view), `  ${view.release}`])

/** Each as soon as it is known; with `--json` one line for each. */
async function searchPeers(client: Client, query: URLSearchParams, json: boolean): Promise<void> {
  query.set('remote', '1')
  query.set('limit', `${Math.min(Number(query.get('limit')), MOST_OF_PEERS)}`)
  const response = await client.request(`/api/v1/search?${query.toString()}`)
  let count = 0
  for await (const line of linesOf<{ hit: Found } | { end: SearchEnd } | ErrorBody>(response)) {
    if ('error' in line) throw new RemoteError(line)
    if ('hit' in line) {
      count += 1
      const { view } = line.hit
      process.stdout.write(
        json ? jsonLine(line.hit) : `${foundLine(line.hit)}\n  ${view.release}\n`,
      )
    } else if (!json) {
      if (count === 0) process.stdout.write(`${NOTHING}\n`)
      process.stderr.write(`Asked ${line.end.asked} other nodes; ${line.end.answered} answered.\n`)
    }
  }
}
