/** How much: at least the floor, in steps or as typed, for oneself or for somebody else. No wallet yet. */
import { useEffect, useId, useState } from 'react'
import { parseAddress, ZERO_ADDRESS, type Address } from '../../../node/index.ts'
import { ETHER, money } from '../words/amounts.ts'
import { fieldText, stepsFrom, typedAmount } from './amount.ts'
import { orderOf, type Choice, type Offer } from './offer.ts'
import { partsOf, type Part } from './shares.ts'
import { shortOf, SplitPicture } from './splitPicture.tsx'
import type { ShopChain } from './shopChain.ts'
import { useBuyWords } from './words/buyWords.ts'

export interface AmountPowers {
  /** Zero while it is not known whom it is bought from. */
  host: Address
  chain: ShopChain | undefined
  /** May a relaying node pay the network fee? */
  mayRelay: boolean
}

export function AmountStep({
  offer,
  isGift: beginsAsGift,
  powers,
  onChosen,
}: {
  offer: Offer
  isGift: boolean
  powers: AmountPowers
  onChosen: (choice: Choice) => void
}) {
  const { say, language } = useBuyWords()
  const { floor, suggested, money: currency, kind, release } = offer
  const point = language === 'fr' ? ',' : '.'
  const steps = stepsFrom(floor, suggested, currency)
  const [text, setText] = useState(() => fieldText(steps[0] ?? floor, currency, point))
  const [isGift, setGift] = useState(beginsAsGift)
  const [to, setTo] = useState('')
  const [isGasless, setGasless] = useState(true)
  const [problem, setProblem] = useState<{ amount?: string; to?: string }>({})
  const ids = useId()
  const say_ = (units: bigint) => money(units.toString(), currency, language)
  const amount = typedAmount(text, currency)
  const shown = amount ?? floor
  const choice = { amount: shown, host: powers.host, isGasless: isGasless && powers.mayRelay }
  const submit = () => {
    const recipient = isGift ? addressIn(to) : undefined
    const wrong = amountProblem(amount)
    const wrongTo = isGift && !recipient ? say('noAddress') : undefined
    setProblem({ ...(wrong && { amount: wrong }), ...(wrongTo && { to: wrongTo }) })
    if (wrong || wrongTo) document.getElementById(wrong ? `${ids}a` : `${ids}g`)?.focus()
    // Whether the shop may is known for sure when the wallet is chosen.
    else onChosen({ ...choice, isGasless, recipient })
  }
  const amountProblem = (units: bigint | undefined): string | undefined => {
    if (units === undefined)
      return say('noAmount', { example: fieldText(steps[0] ?? 1n, currency, point) })
    if (units < floor) return say('tooLow', { price: say_(floor) })
    return kind === 'tip' && units === 0n ? say('nothingToTip') : undefined
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <div className="how-much">
        <label htmlFor={`${ids}a`}>{say('howMuch')}</label>
        <span className="amount-field">
          <input
            id={`${ids}a`}
            inputMode="decimal"
            autoComplete="off"
            value={text}
            aria-invalid={problem.amount !== undefined}
            aria-describedby={`${ids}f`}
            onChange={({ currentTarget }) => {
              setText(currentTarget.value)
              setProblem({})
            }}
          />
          <span className="code">{currency.code}</span>
        </span>
      </div>
      <div className="steps">
        <p className="meta" id={`${ids}f`}>
          {floor === 0n ? say('anyPrice') : say('fromPrice', { price: say_(floor) })}
        </p>
        {steps.map((step) => (
          <button
            key={step.toString()}
            type="button"
            className="step"
            aria-pressed={amount === step}
            onClick={() => {
              setText(fieldText(step, currency, point))
              setProblem({})
            }}
          >
            {step === suggested ? say('suggested', { price: say_(step) }) : say_(step)}
          </button>
        ))}
      </div>
      {problem.amount && (
        <p className="problem" role="alert">
          {problem.amount}
        </p>
      )}
      <div className="who">
        <p className="of">{say('ofAmount', { amount: say_(shown) })}</p>
        <SplitPicture
          parts={partsOf(orderOf(offer, choice))}
          currency={currency}
          nameOf={(part) => nameIn(part, offer, say)}
        />
        <Fee
          chain={powers.chain}
          isPaid={choice.isGasless}
          isToken={currency.code !== ETHER.code}
        />
      </div>
      {powers.mayRelay && (
        <label className="check">
          <input
            type="checkbox"
            checked={isGasless}
            onChange={({ currentTarget }) => setGasless(currentTarget.checked)}
          />
          {say('shopPaysFee')}
        </label>
      )}
      {kind === 'purchase' && (
        <label className="check">
          <input
            type="checkbox"
            checked={isGift}
            onChange={({ currentTarget }) => setGift(currentTarget.checked)}
          />
          {say('isGift')}
        </label>
      )}
      {isGift && (
        <div className="gift">
          <label htmlFor={`${ids}g`}>{say('giftTo')}</label>
          <input
            id={`${ids}g`}
            value={to}
            autoComplete="off"
            spellCheck={false}
            aria-invalid={problem.to !== undefined}
            onChange={({ currentTarget }) => {
              setTo(currentTarget.value)
              setProblem({})
            }}
          />
          {problem.to && (
            <p className="problem" role="alert">
              {problem.to}
            </p>
          )}
        </div>
      )}
      <button type="submit" className="pay sticker" data-release={release.release}>
        {say(kind === 'tip' ? 'tip' : 'pay', { amount: say_(shown) })}
      </button>
    </form>
  )
}

function addressIn(text: string): Address | undefined {
  try {
    const address = parseAddress(text)
    return address === ZERO_ADDRESS ? undefined : address
  } catch {
    return undefined
  }
}

export function nameIn(
  { wallet, side }: Part,
  { release }: Pick<Offer, 'release'>,
  say: ReturnType<typeof useBuyWords>['say'],
): string {
  if (side === 'shop') return say('shopShare')
  const isArtist = wallet === release.artist.wallet.toLowerCase()
  return isArtist ? release.artist.name : say('someone', { short: shortOf(wallet) })
}

/** Whole payments, measured; two digits are enough for "about". */
const GAS = { ether: 80_000n, token: 125_000n }
const DIGITS = 2

function Fee({
  chain,
  isPaid,
  isToken,
}: {
  chain: ShopChain | undefined
  isPaid: boolean
  isToken: boolean
}) {
  const { say, language } = useBuyWords()
  const [price, setPrice] = useState<bigint>()
  useEffect(() => {
    const leave = new AbortController()
    chain?.till.gasPrice({ signal: leave.signal }).then(setPrice, () => undefined)
    return () => leave.abort()
  }, [chain])
  if (isPaid) return <p className="meta">{say('noFee')}</p>
  if (price === undefined) return <p className="meta">{say('feeUnknown')}</p>
  const wei = rounded(price * (isToken ? GAS.token : GAS.ether))
  return <p className="meta">{say('fee', { fee: money(wei.toString(), ETHER, language) })}</p>
}

function rounded(wei: bigint): bigint {
  const unit = 10n ** BigInt(Math.max(0, wei.toString().length - DIGITS))
  return ((wei + unit / 2n) / unit) * unit
}
