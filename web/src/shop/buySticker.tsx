/** The price beside Play, which is how one buys. The code of buying is loaded when it is pressed. */
import { lazy, Suspense, useEffect, useState } from 'react'
import type { ReleaseView } from '../../../node/index.ts'
import { remembered, type Remembered } from '../buy/remembered.ts'
import { money } from '../words/amounts.ts'
import { useWords } from '../words/words.tsx'
import { AskForm, forgetWish } from './askForm.tsx'
import { load } from './load.ts'
import { offerOf } from './price.ts'

const BuyDialog = lazy(async () => ({
  default: (await import('../buy/buyDialog.tsx')).BuyDialog,
}))

export function BuySticker({ release: shown }: { release: ReleaseView }) {
  const { say, language } = useWords()
  const [isOpen, setOpen] = useState(false)
  const [wasOwned, setOwned] = useState(false)
  const [newer, setNewer] = useState<ReleaseView>()
  const release = newer ?? shown
  const state = useBought().releases[release.release]
  const offer = offerOf(release, say, language)
  const refresh = async () => {
    const here = { name: 'release', release: release.release } as const
    const view = await load(here, AbortSignal.timeout(REFRESH_MS))
    if (view.name === 'release' && view.release) setNewer(view.release)
  }
  const open = (owned: boolean) => {
    const isOwned = remembered().releases[release.release] === 'yours'
    setOwned(owned)
    setOpen(isOwned === owned)
  }
  const ask = () => open(false)
  const give = () => open(true)
  const close = () => {
    forgetWish('buy')
    forgetWish('give')
    setOpen(false)
  }
  const price = money(offer.units, offer.currency, language)
  const buy = offer.units === '0' ? say('buyNameYourPrice') : say('buyFrom', { price })
  return (
    <>
      {state === 'yours' && <span className="plain-price">{say('yours')}</span>}
      {state === 'yours' && offer.money && (
        <AskForm wish="give" onAsk={give}>
          <button type="submit" className="text-button">
            {say('giveCopy')}
          </button>
        </AskForm>
      )}
      {state !== 'yours' && !offer.money && <span className="plain-price">{offer.text}</span>}
      {state !== 'yours' && offer.money && (
        <AskForm wish="buy" onAsk={ask}>
          <button type="submit" className="sticker big">
            {state === 'open' ? say('payingNow') : buy}
          </button>
        </AskForm>
      )}
      {isOpen && (
        <Suspense>
          <BuyDialog
            release={release}
            isGift={wasOwned}
            onClose={close}
            onPriceChanged={() => void refresh().catch(() => undefined)}
          />
        </Suspense>
      )}
    </>
  )
}

const REFRESH_MS = 10_000
const NOTHING: Remembered = { releases: {}, isOpen: false }

/** What this device bought, or is about to. */
export function useBought(): Remembered {
  const [known, setKnown] = useState(NOTHING)
  useEffect(() => {
    const look = () => setKnown(remembered())
    look()
    addEventListener('megabox:bought', look)
    addEventListener('storage', look)
    return () => {
      removeEventListener('megabox:bought', look)
      removeEventListener('storage', look)
    }
  }, [])
  return known
}
