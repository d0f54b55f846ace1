/** How a payment stands: one sentence, and what can be done next. */
import { useEffect, useRef, type ReactNode } from 'react'
import { money } from '../words/amounts.ts'
import { Link } from '../shop/link.tsx'
import { isUnderWay, type Stage } from './stage.ts'
import type { Purchase } from './purchase.ts'
import { shortOf } from './splitPicture.tsx'
import { useBuyWords, type SayBuy } from './words/buyWords.ts'

export interface StandingActions {
  again: (how?: { switching?: boolean; isGasless?: boolean }) => void
  otherAmount: () => void
  otherWallet: () => void
  seePrice: () => void
  close: () => void
}

export function Standing({
  purchase,
  walletName,
  actions,
}: {
  purchase: Purchase
  walletName: string
  actions: StandingActions
}) {
  const { say, language } = useBuyWords()
  const { stage } = purchase
  const sentence = useRef<HTMLParagraphElement>(null)
  // What was pressed is gone: whoever uses keys goes on from the sentence.
  useEffect(() => sentence.current?.focus({ preventScroll: true }), [stage.at])
  const amount = money(purchase.order.paidWei.toString(), purchase.money, language)
  return (
    <div className="standing" data-stage={stage.at} data-tone={toneOf(stage)}>
      <Path stage={stage} />
      <p ref={sentence} tabIndex={-1} role="status" className="sentence" dir="auto">
        {sentenceOf(purchase, say, { amount, wallet: walletName })}
      </p>
      {purchase.isSilent && isUnderWay(stage) && <p className="meta">{say('silent')}</p>}
      <p className="choices">
        <Actions purchase={purchase} actions={actions} />
      </p>
    </div>
  )
}

/** amount → pay with → signing → on its way → yours. */
const PLACES: readonly (readonly Stage['at'][])[] = [
  ['checking', 'asking', 'approving'],
  ['carrying', 'sent', 'slow', 'dropped', 'unsure', 'undone'],
  ['paid'],
  ['yours'],
]

function Path({ stage }: { stage: Stage }) {
  const at = PLACES.findIndex((stages) => stages.includes(stage.at))
  if (at < 0) return null
  return (
    <span className="path" aria-hidden="true">
      {PLACES.map((stages, i) => (
        <span key={stages[0]} data-done={i <= at} />
      ))}
    </span>
  )
}

function toneOf({ at }: Stage): 'ok' | 'warn' | 'bad' | 'plain' {
  if (at === 'yours' || at === 'paid' || at === 'owned') return 'ok'
  if (at === 'failed' || at === 'wallet-failed') return 'bad'
  if (['slow', 'dropped', 'undone', 'unsure'].includes(at)) return 'warn'
  return 'plain'
}

export function sentenceOf(
  { stage, left, order, isGift, artist, isGasless }: Purchase,
  say: SayBuy,
  { amount, wallet }: { amount: string; wallet: string },
): string {
  const short = order.kind === 'purchase' ? shortOf(order.recipient) : ''
  const isTip = order.kind === 'tip'
  switch (stage.at) {
    case 'checking':
      return say('checking')
    case 'asking':
      if (stage.what === 'approve') return say('askApprove', { wallet, amount })
      return say(stage.what === 'sign' ? 'askSign' : 'askPay', { wallet, amount })
    case 'approving':
      return say('approving', { wallet })
    case 'carrying':
      return say('carrying')
    case 'sent':
      return say('sent')
    case 'slow':
      return say('slow')
    case 'dropped':
      return say('dropped')
    case 'unsure':
      return say('unsure')
    case 'paid':
      return left !== undefined && left > 5
        ? say('paid', { time: time(left, say) })
        : say('paidSoon')
    case 'undone':
      return say('undone')
    case 'yours':
      if (isTip) return say('tipped', { name: artist })
      return isGift ? say('given', { short }) : say('yours')
    case 'wrong-network':
      return say('wrongNetwork')
    case 'too-little':
      return say(
        stage.of === 'ETH' && !isEther(order) && !isGasless ? 'tooLittleFee' : 'tooLittle',
        {
          of: stage.of,
        },
      )
    case 'refused':
      return say('refused')
    case 'price-changed':
      return say('priceChanged')
    case 'sold-out':
      return say('soldOut')
    case 'closed':
      return say('closed')
    case 'owned':
      return say(isGift ? 'ownedGift' : 'owned')
    case 'shop-silent':
      return say('shopSilent')
    case 'wallet-failed':
      return stage.reason === '' ? say('walletGone') : say('walletFailed', { reason: stage.reason })
    case 'relay-refused':
      return say('relayRefused', { reason: stage.reason })
    case 'lapsed':
      return say('lapsed')
    case 'failed':
      return say('failed')
    case 'replaced':
      return say('replaced')
    case 'left':
      return say('left')
  }
}

const isEther = (order: Purchase['order']): boolean =>
  /^0x0+$/.test(order.kind === 'tip' ? order.currency : order.terms.currency)

const time = (seconds: number, say: SayBuy): string =>
  seconds < 90
    ? say('seconds', { count: seconds })
    : say('minutes', { count: Math.round(seconds / 60) })

function Actions({ purchase, actions }: { purchase: Purchase; actions: StandingActions }) {
  const { say } = useBuyWords()
  const { stage, order, isGift } = purchase
  const press = (text: string, act: () => void): ReactNode => (
    <button key={text} type="button" className="button" onClick={act}>
      {text}
    </button>
  )
  const again = press(say('tryAgain'), () => actions.again())
  const wallet = press(say('otherWallet'), actions.otherWallet)
  const amount = press(say('otherAmount'), actions.otherAmount)
  const library = (
    <Link key="library" to={{ name: 'library', tab: 'bought' }} className="button">
      {say('toLibrary')}
    </Link>
  )
  switch (stage.at) {
    case 'wrong-network':
      return [press(say('switchNetwork'), () => actions.again({ switching: true })), again, wallet]
    case 'too-little':
      return [amount, wallet, again]
    case 'refused':
    case 'left':
    case 'replaced':
    case 'failed':
      return [again, amount]
    case 'wallet-failed':
      return [again, wallet]
    case 'shop-silent':
      return [again]
    case 'relay-refused':
    case 'lapsed':
      return [press(say('payFeeMyself'), () => actions.again({ isGasless: false })), again]
    case 'price-changed':
      return [press(say('seePrice'), actions.seePrice)]
    case 'owned':
      return isGift ? [amount] : [library]
    case 'dropped':
    case 'unsure':
      return [press(say('payAgain'), () => actions.again())]
    case 'paid':
    case 'yours':
      return [
        <Link key="slip" to={{ name: 'slip', tx: stage.tx }} className="button">
          {say('toSlip')}
        </Link>,
        ...(isGift || order.kind === 'tip' ? [] : [library]),
      ]
    case 'sold-out':
    case 'closed':
      return [press(say('close'), actions.close)]
    case 'checking':
    case 'asking':
    case 'approving':
    case 'carrying':
    case 'sent':
    case 'slow':
    case 'undone':
      return null
  }
}
