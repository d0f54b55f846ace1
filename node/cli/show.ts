/** A release in words, for `show` and `search`. Titles are others' text: no control codes reach a terminal. */
import {
  ETHER,
  moneyText,
  ZERO_ADDRESS,
  type Currency,
  type Found,
  type ReleaseView,
  type WorkView,
} from '../index.ts'

/** Control codes, line breaks of every kind, and the marks that turn the reading direction. */
const UNSHOWABLE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu

export const plain = (text: string): string => text.replace(UNSHOWABLE, ' ')

/** JSON on one line. What a terminal would obey and JSON lets through is written as `\\u009b`. */
export const jsonLine = (value: unknown): string =>
  `${JSON.stringify(value).replace(UNSHOWABLE, (code) => `\\u${code.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`

type Priced = Pick<ReleaseView, 'priceWei' | 'onSale' | 'currency' | 'money'>

export const price = ({ priceWei, onSale, currency, money }: Priced): string => {
  if (!onSale) return 'not on sale'
  if (priceWei === '0') return 'name your price'
  return `from ${amount(BigInt(priceWei), currency ?? ZERO_ADDRESS, money)}`
}

/** A token that is not known is named by address: what it calls itself proves nothing. */
export function amount(units: bigint, token: string, money?: Currency): string {
  const known = money ?? (token === ZERO_ADDRESS ? ETHER : undefined)
  return known ? moneyText(units, known) : `${units} units of the token ${token}`
}

export const clock = (ms: number): string => {
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)}:${`${seconds % 60}`.padStart(2, '0')}`
}

export const headline = (view: ReleaseView): string => titled(view, price(view))

/** What others found may be unknown here but for its manifest, which names no price. */
export const foundLine = (found: Found): string =>
  found.listed ? headline(found.view) : titled(found.view, 'price not known here yet')

function titled({ title, artist, kind, tracks }: WorkView, cost: string): string {
  const songs = tracks.length === 1 ? '1 song' : `${tracks.length} songs`
  return `${plain(title)} by ${plain(artist.name)} (${kind}, ${songs}, ${cost})`
}

export function page(view: ReleaseView): string {
  const discs = new Set(view.tracks.map(({ disc }) => disc)).size
  const songs = view.tracks.map((track) => {
    const number = discs > 1 ? `${track.disc}.${track.number}` : `${track.number}`
    return `  ${number.padStart(4)}  ${plain(track.title)}  ${clock(track.durationMs)}`
  })
  return [
    headline(view),
    ...songs,
    ...facts(view).map(([name, value]) => `${name.padEnd(9)} ${value}`),
  ].join('\n')
}

function facts(view: ReleaseView): [string, string][] {
  const terms = view.editions.find(({ edition }) => edition === view.edition)?.terms
  const shares = (terms?.payees ?? []).map(({ wallet, bps }) => `${wallet} ${bps / 100} %`)
  return [
    ...(view.date === undefined ? [] : [['Date', view.date] as [string, string]]),
    ...(view.genres.length === 0
      ? []
      : [['Genres', view.genres.map(plain).join(', ')] as [string, string]]),
    ...(view.licence === undefined ? [] : [['Licence', plain(view.licence)] as [string, string]]),
    ['Artist', view.artist.wallet],
    ['Paid to', [...shares, 'host 10 %'].join(', ')],
    ...(terms && terms.currency !== ZERO_ADDRESS
      ? [['Token', terms.currency] as [string, string]]
      : []),
    ...others(view),
    ['Release', view.release],
    ['Edition', view.edition],
    ['Manifest', view.manifest],
  ]
}

/** Editions beside the one on sale, which `buy --edition` takes. */
const others = ({ edition, editions }: ReleaseView): [string, string][] =>
  editions
    .filter((each) => each.edition !== edition && !each.closed)
    .map((each) => [
      'Also as',
      `${each.edition} ${price({ ...each, priceWei: each.price, onSale: true })}`,
    ])
