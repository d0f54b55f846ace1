/** `megabox claim`: a share that a token once refused goes to its payee. */
import { moneyText } from '../../index.ts'
import type { Command } from '../command.ts'
import { countedIn, CURRENCY, currencyNamed } from '../currency.ts'
import { acting, SIGNING } from '../ending.ts'
import { isOn, oneWord } from '../options.ts'
import { jsonLine } from '../show.ts'

export const claim: Command = {
  summary: 'Take the shares that a token refused to bring you at the time of the sale.',
  usage: 'TOKEN [options]',
  details: `TOKEN is ${CURRENCY.help.replace('ETH, a', 'a')}\nWhat waits is told by "megabox earnings".`,
  examples: ['megabox claim USDC', 'megabox claim 0xa0b8…'],
  options: SIGNING,
  async run({ values, positionals }) {
    const name = oneWord(positionals, 'one token')
    await acting(values, async ({ ledger, purse }) => {
      const { tx, token, amount } = await purse.claim(currencyNamed(name, ledger.chain.id))
      const money = await countedIn(token, ledger)
      process.stdout.write(
        isOn(values, 'json')
          ? jsonLine({ tx, token, amount: `${amount}` })
          : `Took ${moneyText(amount, money)} to ${purse.address}.\nTransaction ${tx}\n`,
      )
    })
  },
}
