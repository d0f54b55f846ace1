/** What the listener's wallets own, from the chain, and its files. */
import { useEffect, useState } from 'react'
import { useShop } from '../shop/shop.tsx'
import { Link } from '../shop/link.tsx'
import { Sleeve } from '../shop/sleeve.tsx'
import { useStore } from '../store.ts'
import { size } from '../words/amounts.ts'
import { cashier } from '../buy/cashier.ts'
import { isOpen } from '../buy/purchase.ts'
import { rememberOwned } from '../buy/remember.ts'
import { shopChain, type ShopChain } from '../buy/shopChain.ts'
import { isBought } from '../buy/stage.ts'
import { useBuyWords } from '../buy/words/buyWords.ts'
import { copiesOf, type Copy } from './copies.ts'
import { Downloads, filesOf, songsOf, type Downloading, type Wanted } from './download.ts'
import { addWallet, knownWallets } from './knownWallets.ts'
import { WalletList } from './walletList.tsx'
import '../buy/buy.css'
import './bought.css'

const RETRY_MS = 3000

export function BoughtPage() {
  const { say } = useBuyWords()
  useOwnWallets()
  const { chain, copies, isSilent } = useCopies()
  const wallets = useStore(knownWallets)
  const downloads = useDownloads()
  return (
    <div className="bought">
      <UnderWay />
      {wallets.length > 0 && <p className="meta">{say('boughtAbout')}</p>}
      {isSilent && (
        <p className="banner" role="status">
          {say('boughtSilent')}
        </p>
      )}
      {wallets.length === 0 && <p>{say('noWallets')}</p>}
      {wallets.length > 0 && !copies && !isSilent && <p role="status">{say('boughtReading')}</p>}
      {copies?.length === 0 && wallets.length > 0 && <p>{say('nothingBought')}</p>}
      <ul className="copies" aria-label={say('bought')}>
        {copies?.map((copy) => (
          <OneCopy key={copy.arrival.release} copy={copy} downloads={downloads} />
        ))}
      </ul>
      <WalletList chain={chain} />
    </div>
  )
}

/** They go on while other pages are shown. */
let downloads: Downloads | undefined
const useDownloads = (): Downloads => {
  const shop = useShop()
  return (downloads ??= new Downloads((cid) => shop?.urlOf(cid) ?? ''))
}

/** Wallets that paid here need not be added. */
function useOwnWallets(): void {
  const purchases = useStore(cashier().purchases.all)
  useEffect(() => {
    for (const { stage, isGift, order } of purchases) {
      if (!isBought(stage) || isGift || order.kind === 'tip') continue
      const isKnown = knownWallets.value.some(({ address }) => address === order.recipient)
      if (!isKnown) addWallet(order.recipient, false)
    }
  }, [purchases])
}

function useCopies() {
  const wallets = useStore(knownWallets)
  const purchases = useStore(cashier().purchases.all)
  const [chain, setChain] = useState<ShopChain>()
  const [copies, setCopies] = useState<Copy[]>()
  const [isSilent, setSilent] = useState(false)
  const settled = purchases.filter(({ stage }) => isBought(stage)).length
  useEffect(() => {
    const leave = new AbortController()
    const { signal } = leave
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = async () => {
      try {
        const here = await shopChain()
        setChain(here)
        const found = await copiesOf(
          wallets.map(({ address }) => address),
          here,
          signal,
        )
        if (signal.aborted) return
        setCopies(found)
        setSilent(false)
        const own = new Set(wallets.flatMap((one) => (one.isWatched ? [] : [one.address])))
        rememberOwned(
          found.flatMap(({ arrival }) => (own.has(arrival.wallet) ? [arrival.release] : [])),
        )
      } catch {
        if (signal.aborted) return
        setSilent(true)
        timer = setTimeout(() => void look(), RETRY_MS)
      }
    }
    void look()
    return () => {
      leave.abort()
      clearTimeout(timer)
    }
  }, [wallets, settled])
  return { chain, copies, isSilent }
}

/** What is being paid is carried on here. */
function UnderWay() {
  const { say } = useBuyWords()
  const open = useStore(cashier().purchases.all).filter(isOpen)
  if (open.length === 0) return null
  return (
    <ul className="plain lines">
      {open.map(({ id, release, title }) => (
        <li key={id}>
          <Link to={{ name: 'release', release }}>{title}</Link>
          <span className="meta">{say('underWay')}</span>
        </li>
      ))}
    </ul>
  )
}

function OneCopy({ copy: { arrival, release }, downloads }: { copy: Copy; downloads: Downloads }) {
  const { say, language } = useBuyWords()
  const underway = useStore(downloads.underway)
  const slip = arrival.isSale ? (
    <Link to={{ name: 'slip', tx: arrival.tx }} className="text-button">
      {say('toSlip')}
    </Link>
  ) : (
    <span className="meta">{say('received')}</span>
  )
  if (!release) {
    return (
      <li className="copy">
        <p>{say('unknownWork')}</p>
        {slip}
      </li>
    )
  }
  const { title, artist, artwork } = release
  const songs = songsOf(release)
  const bytes = filesOf(release).reduce((sum, one) => sum + (one.bytes ?? 0), 0)
  const to = { name: 'release', release: release.release } as const
  return (
    <li className="copy">
      <Link to={to} className="copy-cover" label={title}>
        <Sleeve artwork={artwork && { ...artwork, alt: '' }} />
      </Link>
      <div className="copy-about">
        <h2 className="title" dir="auto">
          <Link to={to}>{title}</Link>
        </h2>
        <p className="artist" dir="auto">
          {artist.name}
        </p>
        <p className="choices">
          {songs.length > 0 && (
            <button
              type="button"
              className="button"
              disabled={underway.get(release.release)?.state === 'running'}
              onClick={() => void downloads.zip(release)}
            >
              {say('downloadAll')} · {size(bytes, language)}
            </button>
          )}
          {slip}
        </p>
        <HowFar now={underway.get(release.release)} stop={() => downloads.stop(release.release)} />
        <details>
          <summary>{say('download')}</summary>
          <ul className="plain lines">
            {songs.map((song) => (
              <OneSong key={song.cid} song={song} downloads={downloads} />
            ))}
          </ul>
        </details>
      </div>
    </li>
  )
}

function OneSong({ song, downloads }: { song: Wanted; downloads: Downloads }) {
  const { say, language } = useBuyWords()
  const now = useStore(downloads.underway).get(song.cid)
  return (
    <li>
      <span dir="auto">{song.name}</span>
      <HowFar now={now} stop={() => downloads.stop(song.cid)} />
      <button
        type="button"
        className="text-button"
        aria-label={say('downloadTitle', { title: song.name })}
        onClick={() => void downloads.file(song)}
      >
        {size(song.bytes ?? 0, language)}
      </button>
    </li>
  )
}

function HowFar({ now, stop }: { now: Downloading | undefined; stop: () => void }) {
  const { say, language } = useBuyWords()
  if (!now) return null
  if (now.state === 'failed') {
    return (
      <p className="problem" role="alert">
        {say('downloadFailed')}
      </p>
    )
  }
  const percent = new Intl.NumberFormat(language, { style: 'percent' }).format(now.part)
  return (
    <p className="meta" role="status">
      {say('downloading', { percent })}
      <button type="button" className="text-button" onClick={stop}>
        {say('downloadStop')}
      </button>
    </p>
  )
}
