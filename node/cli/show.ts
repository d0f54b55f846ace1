/** A release in words, for `show` and `search`. Titles are others' text: no control codes reach a terminal. */
import { formatEther, ZERO_ADDRESS, type ReleaseView } from '../index.ts'

// eslint-disable-next-line no-control-regex -- taking control characters out is the point
export const plain = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ')

export const price = ({ priceWei, onSale }: Pick<ReleaseView, 'priceWei' | 'onSale'>): string => {
  if (!onSale) return 'not on sale'
  return priceWei === '0' ? 'name your price' : `from ${formatEther(BigInt(priceWei))} ETH`
}

export const clock = (ms: number): string => {
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)}:${`${seconds % 60}`.padStart(2, '0')}`
}

export function headline(view: ReleaseView): string {
  const songs = view.tracks.length === 1 ? '1 song' : `${view.tracks.length} songs`
  return `${plain(view.title)} by ${plain(view.artist.name)} (${view.kind}, ${songs}, ${price(view)})`
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
      ? [['Currency', terms.currency] as [string, string]]
      : []),
    ['Release', view.release],
    ['Edition', view.edition],
    ['Manifest', view.manifest],
  ]
}
