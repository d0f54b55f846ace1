/** `megabox gift`: a copy for somebody else. You pay, they own it. */
import { parseReleaseId, parseWrittenAddress, UsageError } from '../../index.ts'
import type { Command } from '../command.ts'
import { PAYING, purchase } from '../purchase.ts'

export const gift: Command = {
  summary: 'Buy a release for somebody else: you pay, the copy is theirs.',
  usage: 'RELEASE ADDRESS [options]',
  examples: ['megabox gift 0x5f3e… 0xabc…', 'megabox gift 0x5f3e… 0xabc… --gasless'],
  options: PAYING,
  async run({ values, positionals: [release, wallet, ...more] }) {
    if (release === undefined || wallet === undefined || more.length > 0) {
      throw new UsageError('This command wants a release id and a wallet.', 'See --help.')
    }
    await purchase(values, parseReleaseId(release), parseWrittenAddress(wallet))
  },
}
