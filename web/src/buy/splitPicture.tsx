/** Who gets what: the artist's side yellow with a hairline between payees, the shop ink, and each in words. */
import type { ReactNode } from 'react'
import { money, type Currency } from '../words/amounts.ts'
import type { Part } from './shares.ts'
import { useBuyWords } from './words/buyWords.ts'

export function SplitPicture({
  parts,
  currency,
  nameOf,
}: {
  parts: readonly Part[]
  currency: Currency
  nameOf: (part: Part) => ReactNode
}) {
  const { language } = useBuyWords()
  return (
    <>
      <div className="split" aria-hidden="true">
        {parts.map(({ wallet, bps, side }, i) => (
          // The width is an attribute of SVG: a style would need leave of the policy.
          <svg
            key={`${i} ${wallet}`}
            className={`split-part ${side}`}
            width={`${bps / 100}%`}
            height="16"
            preserveAspectRatio="none"
            viewBox="0 0 1 1"
          >
            <rect width="1" height="1" />
          </svg>
        ))}
      </div>
      <ul className="shares">
        {parts.map((part, i) => (
          <li key={`${i} ${part.wallet}`} data-side={part.side}>
            <span dir="auto">{nameOf(part)}</span>
            <span className="money">{money(part.amount.toString(), currency, language)}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

export const shortOf = (wallet: string): string => `${wallet.slice(0, 6)}…${wallet.slice(-4)}`
