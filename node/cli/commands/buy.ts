/** `megabox buy`: pays for a release and shows who got what, as the chain has it. */
import { parseWrittenAddress } from '../../index.ts'
import type { Command } from '../command.ts'
import { releaseId, text } from '../options.ts'
import { PAYING, purchase } from '../purchase.ts'

export const buy: Command = {
  summary: 'Buy a release: nine tenths to the artist’s side, one to the node that served you.',
  usage: 'RELEASE [options]',
  details:
    'Tokens are paid by one signature in the same transaction where the token knows that, else by\n' +
    'an allowance of exactly the price. With --gasless you need no ETH at all: you sign, and a node\n' +
    'that is named as host carries it.',
  examples: [
    'megabox buy 0x5f3e…',
    'megabox buy 0x5f3e… --pay 5 --currency USDC',
    'megabox buy 0x5f3e… --gasless',
  ],
  options: {
    ...PAYING,
    for: { type: 'string', value: 'ADDRESS', help: 'Who receives the copy (default: you).' },
  },
  async run({ values, positionals }) {
    const recipient = text(values, 'for')
    await purchase(
      values,
      releaseId(positionals),
      recipient === undefined ? undefined : parseWrittenAddress(recipient),
    )
  },
}
