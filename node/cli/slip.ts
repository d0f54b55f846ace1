/** What a purchase did, for a person and for a program. */
import { moneyText, ZERO_ADDRESS, type Bought, type Currency } from '../index.ts'

type Share = Bought['hostShare']

export const boughtToJson = (bought: Bought, { symbol, decimals }: Currency) => ({
  ...{ tx: bought.tx, edition: bought.edition, recipient: bought.recipient, host: bought.host },
  ...{ currency: bought.currency, symbol, decimals },
  paidWei: bought.paidWei.toString(),
  artistWei: bought.artistWei.toString(),
  hostWei: bought.hostWei.toString(),
  payees: bought.payees.map(({ wallet, wei, receivedWei, isOwed = false }) => ({
    wallet,
    wei: wei.toString(),
    receivedWei: receivedWei?.toString() ?? null,
    owed: isOwed,
  })),
})

export function slip(bought: Bought, money: Currency): string {
  const { tx, paidWei, artistWei, host, hostShare, payees, recipient, currency } = bought
  const text = (units: bigint) => moneyText(units, money)
  return [
    `Paid ${text(paidWei)}. The copy is ${recipient}'s.`,
    `Artist's side ${text(artistWei)}:`,
    ...payees.map((share) => row(share, text)),
    ...(host === ZERO_ADDRESS
      ? ['No host was named: all of it is the artist’s.']
      : ['The node that served you:', row(hostShare, text)]),
    ...(payees.some(({ isOwed }) => isOwed)
      ? [`What waits is taken by its wallet with: megabox claim ${currency}`]
      : []),
    `Payment ${tx}`,
    '',
  ].join('\n')
}

function row({ wallet, wei, receivedWei, isOwed }: Share, text: (units: bigint) => string): string {
  return `  ${wallet}  ${text(wei)}${seen({ wei, receivedWei, isOwed }, text)}`
}

function seen(
  {
    wei,
    receivedWei,
    isOwed,
  }: { wei: bigint; receivedWei?: bigint | undefined; isOwed?: boolean | undefined },
  text: (units: bigint) => string,
): string {
  if (isOwed === true) return ', refused by the token: it waits for this wallet'
  if (receivedWei === undefined) return ''
  return receivedWei === wei ? ', arrived' : `, balance moved by ${text(receivedWei)}`
}
