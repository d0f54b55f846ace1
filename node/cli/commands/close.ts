/** `megabox close`: one edition is sold no more. */
import { parseEditionId, UsageError } from '../../index.ts'
import type { Command } from '../command.ts'
import { acting, SIGNING, tell } from '../ending.ts'
import { oneWord } from '../options.ts'

export const close: Command = {
  summary: 'End an edition for ever; its copies stay what they are.',
  usage: 'EDITION [options]',
  details: 'To sell at another price, publish again with it after closing, or before.',
  examples: ['megabox close 0x81ab…'],
  options: SIGNING,
  async run({ values, positionals }) {
    const edition = parseEditionId(oneWord(positionals, 'one edition id, as "show" has it'))
    await acting(values, async ({ ledger, purse, client }) => {
      if ((await ledger.edition(edition)).closed) {
        throw new UsageError('This edition is closed already.', 'Nothing to do.')
      }
      const { tx } = await purse.close(edition)
      await client.request('/api/v1/follow', { method: 'POST' })
      tell(values, { tx }, `Edition ${edition} is sold no more.`)
    })
  },
}
