/** Who gets what of a price: the artist's side yellow with a hairline between payees, the shop ink. */
import type { ReleaseView } from '../../../node/index.ts'
import { money, partOf } from '../words/amounts.ts'
import { useWords } from '../words/words.tsx'
import { offerOf } from './price.ts'

const TOTAL_BPS = 10_000

export function Split({ release }: { release: ReleaseView }) {
  const { say, language } = useWords()
  const offer = offerOf(release, say, language)
  const terms = release.editions.find(({ edition }) => edition === release.edition)?.terms
  if (!offer.money || !terms) return null
  // Where the listener names the price, ten of it show the parts.
  const units = offer.units === '0' ? `1${'0'.repeat(offer.currency.decimals + 1)}` : offer.units
  const host = partOf(units, TOTAL_BPS - terms.payees.reduce((sum, { bps }) => sum + bps, 0))
  const others = terms.payees.slice(1).map(({ bps }) => partOf(units, bps))
  // What does not divide goes to the first, as the contract does it.
  const rest = [host, ...others].reduce((left, part) => left - BigInt(part), BigInt(units))
  const say_ = (amount: string) => money(amount, offer.currency, language)
  const nameOf = (wallet: string) =>
    wallet.toLowerCase() === release.artist.wallet.toLowerCase()
      ? release.artist.name
      : say('collaborator')
  const shares = terms.payees.map(({ wallet }, i) =>
    say('share', {
      name: nameOf(wallet),
      amount: say_(i === 0 ? rest.toString() : (others[i - 1] ?? '0')),
    }),
  )
  return (
    <>
      <div className="split" aria-hidden="true">
        {terms.payees.map(({ wallet, bps }, i) => (
          <SplitPart key={`${i} ${wallet}`} bps={bps} side="artist" />
        ))}
        <SplitPart bps={1000} side="shop" />
      </div>
      <p className="meta" dir="auto">
        {say('ofAmount', { amount: say_(units) })}
        {[...shares, say('thisShop', { amount: say_(host) })].join(', ')}.
      </p>
      <p className="meta">{say('aboutPrice')}</p>
    </>
  )
}

/** The width is an attribute of SVG: a style would need leave of the policy. */
function SplitPart({ bps, side }: { bps: number; side: 'artist' | 'shop' }) {
  return (
    <svg
      className={`split-part ${side}`}
      width={`${bps / 100}%`}
      height="16"
      preserveAspectRatio="none"
      viewBox="0 0 1 1"
    >
      <rect width="1" height="1" />
    </svg>
  )
}
