/** `megabox status`: how the node is. */
import { formatEther } from '../../index.ts'
import type { NodeStatus } from '../../daemon/main.ts'
import { Client } from '../client.ts'
import { DATA, JSON_OUTPUT, type Command } from '../command.ts'
import { isOn, noWords } from '../options.ts'
import { dataOf } from '../place.ts'
import { jsonLine } from '../show.ts'
import { megabytes } from '../progress.ts'

export const status: Command = {
  summary: 'Show how the node is: peers, releases, storage, chain.',
  usage: '[options]',
  examples: ['megabox status --json'],
  options: { data: DATA, json: JSON_OUTPUT },
  async run({ values, positionals }) {
    noWords(positionals)
    const found = await (await Client.open(dataOf(values))).status()
    process.stdout.write(isOn(values, 'json') ? jsonLine(found) : page(found))
  },
}

function page({
  peerId,
  multiaddrs,
  peers,
  releases,
  blocks,
  bytes,
  payout,
  chain,
  ...rest
}: NodeStatus): string {
  const { waiting, refused, relay, operators } = rest
  const state = {
    following: `followed to block ${chain.head ?? 0}`,
    behind: `being read, at block ${chain.head ?? 0}. ${chain.reason ?? ''}`.trim(),
    unreachable: `known to block ${chain.head ?? 0}. ${chain.reason ?? ''} Listening goes on.`,
  }[chain.state]
  return [
    `Peer      ${peerId}`,
    ...multiaddrs.map((address) => `Address   ${address}`),
    `Peers     ${peers}`,
    `Releases  ${releases} listed, ${waiting} being checked, ${refused} refused`,
    `Storage   ${blocks} blocks, ${megabytes(bytes)}`,
    `Payout    ${payout ?? 'none: the artist’s side gets all'}`,
    relay === null
      ? 'Relay     none: purchases are not carried'
      : `Relay     carries what names ${relay.host}, for at most ${formatEther(BigInt(relay.dailyWei))} ETH of gas a day (${formatEther(BigInt(relay.spentWei))} today)`,
    `Chain     ${chain.id}, ${state}`,
    `Contract  ${chain.releases}`,
    ...(operators === null ? [] : [`Operators ${operators}`]),
    '',
  ].join('\n')
}
