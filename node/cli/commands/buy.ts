/** `megabox buy`: pays for a release and shows who got what, as the chain has it. */
import {
  buy as journey,
  formatEther,
  parseEther,
  parseWrittenAddress,
  ZERO_ADDRESS,
  type Bought,
} from '../../index.ts'
import { Client } from '../client.ts'
import { DATA, JSON_OUTPUT, WALLET, type Command, type Values } from '../command.ts'
import { isOn, releaseId, text } from '../options.ts'
import { dataOf } from '../place.ts'
import { jsonLine } from '../show.ts'
import { openPurse } from '../purse.ts'

export const buy: Command = {
  summary: 'Buy a release: nine tenths to the artist’s side, one to the node that served you.',
  usage: 'RELEASE [options]',
  examples: ['megabox buy 0x5f3e…', 'megabox buy 0x5f3e… --pay 0.02 --for 0xabc…'],
  options: {
    pay: { type: 'string', value: 'ETH', help: 'How much to pay (default: the lowest price).' },
    for: { type: 'string', value: 'ADDRESS', help: 'Who receives the copy (default: you).' },
    host: {
      type: 'string',
      value: 'ADDRESS',
      help: 'Who gets the tenth (default: the payout wallet of the node you are connected to).',
    },
    wallet: WALLET,
    data: DATA,
    json: JSON_OUTPUT,
  },
  async run({ values, positionals }) {
    const id = releaseId(positionals)
    const options = optionsFrom(values)
    const directory = dataOf(values)
    const client = await Client.open(directory)
    const view = await client.release(id)
    const { payout } = await client.status()
    const { ledger, endpoint } = await client.ledger()
    const chain = { chain: ledger.chain, endpoint }
    const purse = await openPurse(directory, text(values, 'wallet'), chain)
    const host = options.host ?? payout ?? ZERO_ADDRESS
    const bought = await journey(view, { ...options, host }, { ledger, purse }).finally(() =>
      endpoint.close(),
    )
    process.stdout.write(isOn(values, 'json') ? jsonLine(toJson(bought)) : slip(bought))
  },
}

function optionsFrom(values: Values) {
  const pay = text(values, 'pay')
  const recipient = text(values, 'for')
  const host = text(values, 'host')
  return {
    ...(pay !== undefined && { paidWei: parseEther(pay) }),
    ...(recipient !== undefined && { recipient: parseWrittenAddress(recipient) }),
    ...(host !== undefined && { host: parseWrittenAddress(host) }),
  }
}

const toJson = ({ tx, edition, recipient, host, paidWei, artistWei, hostWei, payees }: Bought) => ({
  ...{ tx, edition, recipient, host },
  paidWei: paidWei.toString(),
  artistWei: artistWei.toString(),
  hostWei: hostWei.toString(),
  payees: payees.map(({ wallet, wei, receivedWei }) => ({
    wallet,
    wei: wei.toString(),
    receivedWei: receivedWei?.toString() ?? null,
  })),
})

function slip({ tx, paidWei, artistWei, host, hostShare, payees, recipient }: Bought): string {
  const row = (wallet: string, wei: bigint, receivedWei: bigint | undefined) => {
    const seen =
      receivedWei === undefined
        ? ''
        : receivedWei === wei
          ? ', arrived'
          : `, balance moved by ${formatEther(receivedWei)}`
    return `  ${wallet}  ${formatEther(wei)} ETH${seen}`
  }
  return [
    `Paid ${formatEther(paidWei)} ETH. The copy is ${recipient}'s.`,
    `Artist's side ${formatEther(artistWei)} ETH:`,
    ...payees.map(({ wallet, wei, receivedWei }) => row(wallet, wei, receivedWei)),
    ...(host === ZERO_ADDRESS
      ? ['No host was named: all of it is the artist’s.']
      : ['The node that served you:', row(host, hostShare.wei, hostShare.receivedWei)]),
    `Payment ${tx}`,
    '',
  ].join('\n')
}
