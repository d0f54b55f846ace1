/** Buying, for oneself or for somebody else: paid by the wallet here, or signed here and carried by a relay. */
import {
  buy,
  buyGasless,
  parseAmount,
  parseEditionId,
  parseWrittenAddress,
  signedToJson,
  ZERO_ADDRESS,
  type Address,
  type Bought,
  type ReleaseView,
} from '../index.ts'
import { CARRYING, carryingOf } from './carrying.ts'
import { Client } from './client.ts'
import { DATA, JSON_OUTPUT, WALLET, type Option, type Values } from './command.ts'
import { amountNamed, countedIn, CURRENCY, currencyNamed, withEdition } from './currency.ts'
import { isOn, text } from './options.ts'
import { dataOf } from './place.ts'
import { openPurse } from './purse.ts'
import { jsonLine } from './show.ts'
import { boughtToJson, slip } from './slip.ts'

export const PAYING: Readonly<Record<string, Option>> = {
  pay: { type: 'string', value: 'AMOUNT', help: 'How much to pay (default: the lowest price).' },
  currency: { ...CURRENCY, help: `Which edition, by its currency: ${CURRENCY.help}` },
  edition: { type: 'string', value: 'ID', help: 'Which edition (default: the one on offer).' },
  ...CARRYING,
  wallet: WALLET,
  data: DATA,
  json: JSON_OUTPUT,
}

export async function purchase(values: Values, id: string, recipient?: Address): Promise<void> {
  refuseNonsense(values)
  const directory = dataOf(values)
  const client = await Client.open(directory)
  const offered = await client.release(id)
  const { ledger, endpoint } = await client.ledger()
  try {
    const view = withEdition(offered, chosen(values, ledger.chain.id))
    const currency = currencyIn(view)
    const pay = text(values, 'pay')
    const paidWei = pay === undefined ? undefined : await amountNamed(pay, currency, ledger)
    const purse = await openPurse(directory, text(values, 'wallet'), {
      chain: ledger.chain,
      endpoint,
    })
    const { host, relay } = await carryingOf(values, client)
    const options = {
      host,
      ...(paidWei !== undefined && { paidWei }),
      ...(recipient !== undefined && { recipient }),
    }
    const bought = relay
      ? await buyGasless(view, options, {
          ...{ ledger, purse },
          carry: (signed) => relay.carry(signedToJson(signed)),
        })
      : await buy(view, options, { ledger, purse })
    await report(bought, values, ledger)
  } finally {
    endpoint.close()
  }
}

/** What can be seen to be wrong before any node is asked. */
function refuseNonsense(values: Values): void {
  const [pay, host, edition] = ['pay', 'host', 'edition'].map((name) => text(values, name))
  if (pay !== undefined) parseAmount(pay, { symbol: 'money', decimals: 36 })
  if (host !== undefined) parseWrittenAddress(host)
  if (edition !== undefined) parseEditionId(edition)
}

async function report(
  bought: Bought,
  values: Values,
  ledger: Parameters<typeof countedIn>[1],
): Promise<void> {
  const money = await countedIn(bought.currency, ledger)
  process.stdout.write(
    isOn(values, 'json') ? jsonLine(boughtToJson(bought, money)) : slip(bought, money),
  )
}

function chosen(values: Values, chainId: number): { edition?: string; currency?: Address } {
  const [edition, currency] = [text(values, 'edition'), text(values, 'currency')]
  return {
    ...(edition !== undefined && { edition: parseEditionId(edition) }),
    ...(currency !== undefined && { currency: currencyNamed(currency, chainId) }),
  }
}

const currencyIn = ({ edition, editions }: ReleaseView): Address =>
  editions.find((each) => each.edition === edition)?.currency ?? ZERO_ADDRESS
