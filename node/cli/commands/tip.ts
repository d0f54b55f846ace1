/** `megabox tip`: gives to an artist without buying; shared with the host as a sale is. */
import {
  parseWrittenAddress,
  signedTipToJson,
  tipGasless,
  UsageError,
  moneyText,
  type Tip,
} from '../../index.ts'
import { CARRYING, carryingOf } from '../carrying.ts'
import { Client } from '../client.ts'
import { DATA, JSON_OUTPUT, WALLET, type Command } from '../command.ts'
import { amountNamed, countedIn, CURRENCY, currencyNamed } from '../currency.ts'
import { isOn, text } from '../options.ts'
import { dataOf } from '../place.ts'
import { openPurse } from '../purse.ts'
import { jsonLine } from '../show.ts'

export const tip: Command = {
  summary: 'Give to an artist without buying: nine tenths to the artist, one to your node.',
  usage: 'ADDRESS AMOUNT [options]',
  examples: [
    'megabox tip 0xabc… 0.01',
    'megabox tip 0xabc… 5 --currency USDC',
    'megabox tip 0xabc… 5 --currency USDC --gasless',
  ],
  options: {
    currency: { ...CURRENCY, help: `In what (default ETH): ${CURRENCY.help}` },
    ...CARRYING,
    wallet: WALLET,
    data: DATA,
    json: JSON_OUTPUT,
  },
  async run({ values, positionals: [to, amount, ...more] }) {
    if (to === undefined || amount === undefined || more.length > 0) {
      throw new UsageError('This command wants a wallet and an amount.', 'See --help.')
    }
    const artist = parseWrittenAddress(to)
    const directory = dataOf(values)
    const client = await Client.open(directory)
    const { ledger, endpoint } = await client.ledger()
    try {
      const { chain } = ledger
      const currency = currencyNamed(text(values, 'currency') ?? 'ETH', chain.id)
      const paidWei = await amountNamed(amount, currency, ledger)
      const { host, relay } = await carryingOf(values, client)
      const purse = await openPurse(directory, text(values, 'wallet'), { chain, endpoint })
      const to = { artist, host, currency, paidWei }
      const given = relay
        ? await tipGasless(to, {
            ...{ ledger, purse },
            carry: (signed) => relay.carryTip(signedTipToJson(signed)),
          })
        : await purse.tip(to)
      const money = await countedIn(currency, ledger)
      process.stdout.write(
        isOn(values, 'json')
          ? jsonLine(tipToJson(given))
          : `Gave ${moneyText(paidWei, money)}: ${moneyText(paidWei - given.hostWei, money)} to ${artist}, ` +
              `${moneyText(given.hostWei, money)} to the node.\nPayment ${given.tx}\n`,
      )
    } finally {
      endpoint.close()
    }
  },
}

const tipToJson = ({ paidWei, hostWei, ...rest }: Tip) => ({
  ...rest,
  paidWei: `${paidWei}`,
  hostWei: `${hostWei}`,
})
