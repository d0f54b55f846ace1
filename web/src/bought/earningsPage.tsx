/** Sales as they arrive, the split of each, for the wallets that were connected. */
import { useEffect, useState } from 'react'
import { checksummed } from '../../../node/index.ts'
import { shopChain, type ShopChain } from '../buy/shopChain.ts'
import { shortOf } from '../buy/splitPicture.tsx'
import { useBuyWords } from '../buy/words/buyWords.ts'
import { Divider } from '../shop/divider.tsx'
import { Link } from '../shop/link.tsx'
import { useStore } from '../store.ts'
import { money } from '../words/amounts.ts'
import { Earnings, type Earning } from './earnings.ts'
import { knownWallets, type KnownWallet } from './knownWallets.ts'
import { WalletList } from './walletList.tsx'
import '../buy/buy.css'
import './bought.css'

const LOOK_MS = { play: 1000, other: 8000 }

export function EarningsPage() {
  const { say } = useBuyWords()
  const known = useStore(knownWallets)
  const chain = useChain()
  return (
    <div className="earnings bought">
      <Divider title={say('earnings')} level={1} />
      {known.length === 0 && <p>{say('earningsFor')}</p>}
      {chain &&
        known.map((wallet) => <OfWallet key={wallet.address} wallet={wallet} chain={chain} />)}
      <WalletList chain={chain} />
    </div>
  )
}

function OfWallet({ wallet: { address }, chain }: { wallet: KnownWallet; chain: ShopChain }) {
  const { say, language } = useBuyWords()
  const found = useEarnings(address, chain)
  const sums = new Map<string, { earning: Earning; sum: bigint }>()
  for (const earning of found ?? []) {
    const { code } = earning.currency
    sums.set(code, { earning, sum: (sums.get(code)?.sum ?? 0n) + earning.own })
  }
  return (
    <section>
      <p className="meta">{say('earningsAbout', { short: shortOf(checksummed(address)) })}</p>
      {[...sums.values()].map(({ earning, sum }) => (
        <p key={earning.currency.code} className="money">
          <strong>
            {say('earned', { amount: money(sum.toString(), earning.currency, language) })}
          </strong>
        </p>
      ))}
      {found?.length === 0 && <p>{say('noEarnings')}</p>}
      <ul className="sales" aria-label={say('earnings')} aria-live="polite">
        {found?.toReversed().map((earning) => (
          <OneSale key={`${earning.event.tx} ${earning.event.logIndex}`} earning={earning} />
        ))}
      </ul>
    </section>
  )
}

function OneSale({ earning }: { earning: Earning }) {
  const { say, language } = useBuyWords()
  const { event, currency, title, own, host, others } = earning
  const amount = (units: bigint) => money(units.toString(), currency, language)
  const paid = amount(event.paidWei)
  const parts = [
    say('yourShare', { amount: amount(own) }),
    ...(others > 0n ? [say('othersShare', { amount: amount(others) })] : []),
    ...(host > 0n ? [say('shopsShare', { amount: amount(host) })] : []),
  ]
  return (
    <li>
      <Link to={{ name: 'slip', tx: event.tx }}>
        {title === undefined ? say('tipOf', { paid }) : say('saleOf', { paid, title })}
      </Link>
      <p className="meta">{parts.join(' · ')}</p>
    </li>
  )
}

function useChain(): ShopChain | undefined {
  const [chain, setChain] = useState<ShopChain>()
  useEffect(() => {
    void shopChain().then(setChain, () => undefined)
  }, [])
  return chain
}

function useEarnings(address: KnownWallet['address'], chain: ShopChain): Earning[] | undefined {
  const [found, setFound] = useState<Earning[]>()
  useEffect(() => {
    const leave = new AbortController()
    const { signal } = leave
    const earnings = new Earnings(address, chain)
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = async () => {
      // A chain that does not answer is asked again.
      const more = await earnings.more(signal).catch(() => undefined)
      if (signal.aborted) return
      if (more) setFound((before = []) => [...before, ...more])
      timer = setTimeout(() => void look(), chain.isPlay ? LOOK_MS.play : LOOK_MS.other)
    }
    void look()
    return () => {
      leave.abort()
      clearTimeout(timer)
    }
  }, [address, chain])
  return found
}
