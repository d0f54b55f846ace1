/** `megabox retire`: a release ends, in every edition. */
import { parseBytes32, UsageError } from '../../index.ts'
import type { Command } from '../command.ts'
import { acting, saltOf, SIGNING, tell } from '../ending.ts'
import { releaseId } from '../options.ts'

export const retire: Command = {
  summary: 'End a release for ever: it is neither sold nor listed nor held for you any more.',
  usage: 'RELEASE [options]',
  details: 'What was sold stays sold. Nobody can delete what others hold.',
  examples: ['megabox retire 0x5f3e…'],
  options: SIGNING,
  async run({ values, positionals }) {
    const id = releaseId(positionals)
    await acting(values, async ({ client, ledger, purse }) => {
      const view = await client.release(id)
      if (await ledger.retired(view.release)) {
        throw new UsageError('This release is retired already.', 'Nothing to do.')
      }
      const { tx } = await purse.retire(parseBytes32(saltOf(view).salt))
      await client.request('/api/v1/follow', { method: 'POST' })
      tell(values, { tx }, `Release ${view.release} is retired.`)
    })
  },
}
