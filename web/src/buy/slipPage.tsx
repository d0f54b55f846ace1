/** The slip: who got what of one payment. Narrow, printable, from the chain. */
import { useEffect, useState } from 'react'
import { checksummed, ZERO_ADDRESS } from '../../../node/index.ts'
import { Link } from '../shop/link.tsx'
import { useHref, useShop } from '../shop/shop.tsx'
import { money } from '../words/amounts.ts'
import type { Language } from '../words/say.ts'
import { slipOf, type Slip, type SlipShare } from './slip.ts'
import { shopChain } from './shopChain.ts'
import { shortOf } from './splitPicture.tsx'
import { useBuyWords, type SayBuy } from './words/buyWords.ts'
import './buy.css'

const AGAIN_MS = 2000

type Found = { state: 'loading' | 'none' | 'silent' } | { state: 'here'; slip: Slip }

export function SlipPage({ tx }: { tx: string }) {
  const { say } = useBuyWords()
  const found = useSlip(tx)
  const sentences = { loading: 'slipLoading', none: 'slipNone', silent: 'slipSilent' } as const
  if (found.state !== 'here') {
    return (
      <p className="slip-none" role="status">
        {say(sentences[found.state])}
      </p>
    )
  }
  return <Paper slip={found.slip} />
}

/** Looked at again until it has settled. */
function useSlip(tx: string): Found {
  const [found, setFound] = useState<Found>({ state: 'loading' })
  useEffect(() => {
    const leave = new AbortController()
    const { signal } = leave
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = async () => {
      const slip = await slipOf(tx, await shopChain(), signal)
      if (signal.aborted) return
      setFound(slip ? { state: 'here', slip } : { state: 'none' })
      if (!slip?.isSettled) timer = setTimeout(() => void go(), AGAIN_MS)
    }
    const go = () =>
      look().catch(() => {
        if (signal.aborted) return
        setFound((now) => (now.state === 'here' ? now : { state: 'silent' }))
        timer = setTimeout(() => void go(), AGAIN_MS)
      })
    void go()
    return () => {
      leave.abort()
      clearTimeout(timer)
    }
  }, [tx])
  return found
}

function Paper({ slip }: { slip: Slip }) {
  const { say, language } = useBuyWords()
  const { event, currency, release, artist, shares, isSettled, tx } = slip
  const paid = money(event.paidWei.toString(), currency, language)
  const item = itemOf(slip, say)
  return (
    <article className="slip" aria-labelledby="slip">
      <h1 id="slip" tabIndex={-1}>
        {say('slip')}
      </h1>
      <dl>
        <Line term={say('slipItem')}>
          {release ? <Link to={{ name: 'release', release: release.release }}>{item}</Link> : item}
        </Line>
        <Line term={say('slipDate')}>
          <time dateTime={new Date(slip.time).toISOString()}>{dateOf(slip.time, language)}</time>
        </Line>
        <Line term={say('slipPaid')}>
          <strong className="money">{paid}</strong>
        </Line>
      </dl>
      <h2>{say('slipShares')}</h2>
      <ul className="shares">
        {shares.map((share, i) => (
          <li key={`${i} ${share.wallet}`} data-side={share.side}>
            <span dir="auto">
              {nameOf(share, artist, say)}{' '}
              <span className="meta address">{shortOf(checksummed(share.wallet))}</span>
              {share.isOwed && <span className="meta"> {say('slipWaits')}</span>}
            </span>
            <span className="money">{money(share.amount.toString(), currency, language)}</span>
          </li>
        ))}
        <li className="sum">
          <span>{say('slipSum')}</span>
          <span className="money">
            {money(sumOf(shares, event.paidWei).toString(), currency, language)}
          </span>
        </li>
      </ul>
      <dl className="fine">
        {event.kind === 'sold' && <Line term={say('slipTo')}>{checksummed(event.recipient)}</Line>}
        <Line term={say('slipFrom')}>{checksummed(event.payer)}</Line>
        <Line term={say('slipShop')}>
          {event.host === ZERO_ADDRESS ? say('slipNobody') : checksummed(event.host)}
        </Line>
        <Line term={say('slipNumber')}>{tx}</Line>
      </dl>
      {!isSettled && (
        <p className="meta" role="status">
          {say('slipSettles')}
        </p>
      )}
      <Ways slip={slip} />
    </article>
  )
}

/** Payees this shop does not know are one line: what was not the shop's. */
const sumOf = (shares: readonly SlipShare[], paid: bigint): bigint =>
  shares.some(({ side }) => side === 'artist')
    ? shares.reduce((sum, { amount }) => sum + amount, 0n)
    : paid

function itemOf({ event, release, artist }: Slip, say: SayBuy): string {
  if (event.kind === 'tipped') {
    const name = artist?.name === '' || !artist ? shortOf(event.artist) : artist.name
    return say('slipTip', { name })
  }
  if (!release) return say('slipUnknown')
  return say('titleBy', { title: release.title, name: release.artist.name })
}

const nameOf = ({ wallet, side }: SlipShare, artist: Slip['artist'], say: SayBuy): string => {
  if (side === 'shop') return say('shopShare')
  const isArtist = wallet === artist?.wallet.toLowerCase() && artist.name !== ''
  return isArtist ? artist.name : say('someone', { short: shortOf(wallet) })
}

function Line({ term, children }: { term: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd dir="auto">{children}</dd>
    </div>
  )
}

const dateOf = (time: number, language: Language): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' }).format(time)

/** Print, keep as a file, pass on. */
function Ways({ slip }: { slip: Slip }) {
  const { say, language } = useBuyWords()
  const shop = useShop()
  const href = useHref()({ name: 'slip', tx: slip.tx })
  const url = () => new URL(href, location.href).href
  const keep = () => {
    const blob = new Blob([textOf(slip, say, language)], { type: 'text/plain;charset=utf-8' })
    const link = document.createElement('a')
    link.href = URL.createObjectURL(blob)
    link.download = `megabox-${slip.tx.slice(2, 10)}.txt`
    link.click()
    URL.revokeObjectURL(link.href)
  }
  const share = async () => {
    if ('share' in navigator && matchMedia('(pointer: coarse)').matches) {
      // Leaving the sheet is no failure.
      await navigator.share({ title: itemOf(slip, say), url: url() }).catch(() => undefined)
      return
    }
    await navigator.clipboard.writeText(url())
    shop?.toast(say('copied'))
  }
  return (
    <p className="choices no-print">
      <button type="button" className="button" onClick={() => print()}>
        {say('print')}
      </button>
      <button type="button" className="button" onClick={keep}>
        {say('saveSlip')}
      </button>
      <button type="button" className="button" onClick={() => void share()}>
        {say('shareSlip')}
      </button>
    </p>
  )
}

function textOf(slip: Slip, say: SayBuy, language: Language): string {
  const { event, currency, shares, artist, tx } = slip
  const amount = (units: bigint) => money(units.toString(), currency, language)
  const lines: (readonly [string, string])[] = [
    [say('slipItem'), itemOf(slip, say)],
    [say('slipDate'), new Date(slip.time).toISOString()],
    [say('slipPaid'), amount(event.paidWei)],
    ...shares.map(
      (share) => [`${nameOf(share, artist, say)} (${share.wallet})`, amount(share.amount)] as const,
    ),
    ...(event.kind === 'sold' ? [[say('slipTo'), event.recipient] as const] : []),
    [say('slipFrom'), event.payer],
    [say('slipNumber'), tx],
  ]
  return ['MegaBox', ...lines.map(([term, text]) => `${term}: ${text}`), ''].join('\n')
}
