/** `megabox publish`: an artist's files go on sale. The node ingests, the wallet here signs and pays. */
import {
  ARTIST_SIDE_BPS,
  fromWire,
  ETHER,
  moneyText,
  parseEther,
  parseAmount,
  parsePayee,
  publish as journey,
  UsageError,
  type Address,
  type ChainLedger,
  type Currency,
  type Published,
  type PublishStep,
} from '../../index.ts'
import type { WireDraft } from '../../daemon/main.ts'
import { Client } from '../client.ts'
import { DATA, JSON_OUTPUT, WALLET, type Command, type Values } from '../command.ts'
import { countedIn, CURRENCY, currencyNamed } from '../currency.ts'
import { describe, draftOf, SAYING } from '../draft.ts'
import { MARKETPLACE, marketplaceLine, tellMarketplaces } from '../marketplace.ts'
import { isOn, list, text } from '../options.ts'
import { dataOf, pathOf } from '../place.ts'
import { openPurse } from '../purse.ts'
import { jsonLine, plain, price } from '../show.ts'

export const publish: Command = {
  summary: 'Put your music on sale: 90 % of each sale goes to you inside the sale.',
  usage: 'FILE… | FOLDER [options]',
  details:
    'Reads FLAC, WAV, MP3 and Ogg with their tags and cover. What you do not say is filled from\n' +
    'the tags, and said. The same files again give the same release.',
  examples: [
    'megabox publish ./night-ferry --price 0.01',
    'megabox publish ./night-ferry --price 5 --currency USDC',
    'megabox publish a.flac b.flac --artist "Nadia Voss" --title "Night Ferry" --payee 0xabc…:1800',
  ],
  options: {
    ...SAYING,
    price: {
      type: 'string',
      value: 'AMOUNT',
      help: 'Lowest price (default 0: name your price).',
    },
    currency: { ...CURRENCY, help: `What it is counted in (default ETH): ${CURRENCY.help}` },
    payee: {
      type: 'string',
      multiple: true,
      value: 'ADDRESS:BPS',
      help: 'Who else is paid, in parts of the 9000; the rest is yours.',
    },
    cap: {
      type: 'string',
      value: 'N',
      help: 'How many copies can ever be sold (default: no limit).',
    },
    marketplace: MARKETPLACE,
    strict: { type: 'boolean', help: 'Publish nothing when any file cannot be used.' },
    wallet: WALLET,
    data: DATA,
    json: JSON_OUTPUT,
  },
  async run({ values, positionals }) {
    if (positionals.length === 0) {
      throw new UsageError('Nothing was named to publish.', 'Name files or a folder. See --help.')
    }
    const json = isOn(values, 'json')
    const early = saleFrom(values)
    const directory = dataOf(values)
    const client = await Client.open(directory)
    const draft = await draftOf(client, positionals.map(pathOf), values, json)
    const say = (line: string) => {
      if (!json) process.stderr.write(`${line}\n`)
    }
    describe(draft, say)
    const { ledger, endpoint } = await client.ledger()
    const sale = await inCurrency(early, values, ledger)
    const purse = await openPurse(directory, text(values, 'wallet'), {
      chain: ledger.chain,
      endpoint,
    })
    const result = await journey(
      { artistName: draft.artistName, body: fromWire(draft.body) },
      { ...sale, onStep: (step) => say(STEPS[step]) },
      { ledger, purse, press: client.press() },
    )
      .then((published) => withMarketplace(published, values, { client, ledger, purse }))
      .finally(() => endpoint.close())
    if (result.termsDiffer && result.listed) {
      const kept = await client.release(result.release)
      process.stderr.write(
        `  Note: It is on sale, ${price(kept)}, as published before; ` +
          'the price, currency, copies or payees you gave now were not used.\n',
      )
    }
    if (!result.listed) process.stderr.write(notListed(result))
    const { tracks } = draft
    const more = 'marketplace' in result ? `${marketplaceLine(result.marketplace)}\n` : ''
    process.stdout.write(
      json ? jsonLine({ ...result, tracks }) : summary(draft, result, priceText(sale)) + more,
    )
  },
}

const withMarketplace = async (
  published: Published,
  values: Values,
  scene: Parameters<typeof tellMarketplaces>[1],
) =>
  isOn(values, 'marketplace')
    ? { ...published, marketplace: await tellMarketplaces(published, scene) }
    : published

function notListed({ refused, termsDiffer }: Published): string {
  const why =
    refused === undefined
      ? 'this node still checks it. Look with "megabox show"'
      : `this node refuses it: ${plain(refused)}`
  const terms = termsDiffer
    ? '  It was minted before on other terms; those you gave now were not used.\n'
    : ''
  return `  Note: It is minted, and ${why}.\n${terms}  The same command again mints nothing twice.\n`
}

const STEPS: Record<PublishStep, string> = {
  signing: 'Signing the manifest.',
  storing: 'Storing it on the node.',
  minting: 'Putting it on sale: waiting for the chain.',
  announcing: 'Telling the network.',
  listing: 'Waiting until the node lists it.',
}

function saleFrom(values: Values) {
  const cap = text(values, 'cap')
  const price = text(values, 'price')
  if (cap !== undefined && !/^\d{1,10}$/.test(cap))
    throw new UsageError(`"${cap}" is no number of copies.`, 'Give --cap a whole number.')
  const payees = list(values, 'payee').map(parsePayee)
  const shares = payees.reduce((sum, { bps }) => sum + bps, 0)
  if (shares > ARTIST_SIDE_BPS) {
    throw new UsageError(
      `The payees would get ${shares} of ${ARTIST_SIDE_BPS}.`,
      'Give them less; what they leave is yours.',
    )
  }
  return {
    ...(price !== undefined &&
      text(values, 'currency') === undefined && { priceWei: parseEther(price) }),
    ...(cap !== undefined && { cap: Number(cap) }),
    ...(payees.length > 0 && { payees }),
  }
}

/** A price in a token can be read only when it is known which chain the node stands on. */
async function inCurrency(sale: Sale, values: Values, ledger: ChainLedger): Promise<Priced> {
  const name = text(values, 'currency')
  if (name === undefined) return { ...sale, money: ETHER }
  const currency = currencyNamed(name, ledger.chain.id)
  const money = await countedIn(currency, ledger)
  return { ...sale, currency, money, priceWei: parseAmount(text(values, 'price') ?? '0', money) }
}

type Sale = ReturnType<typeof saleFrom>
interface Priced extends Sale {
  money: Currency
  currency?: Address
}

const priceText = ({ priceWei = 0n, money }: Priced): string =>
  priceWei === 0n ? 'name your price' : `from ${moneyText(priceWei, money)}`

function headline(title: string, { existing, listed }: Published, priced: string): string {
  if (existing) return `${title} was published before; nothing was changed.`
  if (!listed) return `${title} is minted and not listed yet.`
  return `${title} is on sale, ${priced}.`
}

function summary(draft: WireDraft, result: Published, priced: string): string {
  return [
    headline(plain(draft.title), result, priced),
    `Release  ${result.release}`,
    `Edition  ${result.edition}`,
    `Manifest ${result.manifest}`,
    ...(result.tx === null ? [] : [`Paid in  ${result.tx}`]),
    '',
  ].join('\n')
}
