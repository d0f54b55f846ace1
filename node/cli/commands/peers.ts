/** `megabox peers`: whom the node is connected to. */
import { Client } from '../client.ts'
import { DATA, JSON_OUTPUT, type Command } from '../command.ts'
import { isOn, noWords } from '../options.ts'
import { dataOf } from '../place.ts'
import { megabytes } from '../progress.ts'
import { jsonLine, plain } from '../show.ts'
import type { Peer } from '../../index.ts'

type ConnectedPeer = ReturnType<Peer['peers']>[number]

export const peers: Command = {
  summary: 'List the nodes this one is connected to, and what each delivered.',
  usage: '[options]',
  examples: ['megabox peers'],
  options: { data: DATA, json: JSON_OUTPUT },
  async run({ values, positionals }) {
    noWords(positionals)
    const client = await Client.open(dataOf(values))
    const { peers: found } = await client.json<{ peers: ConnectedPeer[] }>('/api/v1/peers')
    if (isOn(values, 'json')) process.stdout.write(jsonLine(found))
    else process.stdout.write(`${lines(found).join('\n')}\n`)
  },
}

const lines = (found: readonly ConnectedPeer[]): string[] =>
  found.length === 0
    ? ['Connected to nobody. Start with --join MULTIADDR to meet others.']
    : found.map(
        ({ peer, address, chain, blocks, bytes }) =>
          `${peer}  ${plain(address)}  ${chain} chain, ${blocks} blocks (${megabytes(bytes)}) from it`,
      )
