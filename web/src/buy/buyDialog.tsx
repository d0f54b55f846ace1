/** Buying, or tipping, in one calm dialog. Closing it never cancels: what was begun goes on without it. */
import { X } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import { tokenFacts, ZERO_ADDRESS, type Address, type ReleaseView } from '../../../node/index.ts'
import { useShop } from '../shop/shop.tsx'
import { useStore } from '../store.ts'
import type { Wallet } from '../wallet/wallets.ts'
import { AmountStep } from './amountStep.tsx'
import { cashier } from './cashier.ts'
import { hostOf } from './host.ts'
import { offerFor, wishOf, type Choice, type Offer } from './offer.ts'
import { isOpen, subjectOf, type Purchase } from './purchase.ts'
import { shopChain, type ShopChain } from './shopChain.ts'
import { Standing } from './standing.tsx'
import { useWallets, WalletStep } from './walletStep.tsx'
import { useBuyWords } from './words/buyWords.ts'
import './buy.css'

type Step = { name: 'amount' } | { name: 'wallet'; choice: Choice } | { name: 'paying'; id: string }

export function BuyDialog({
  release,
  kind = 'purchase',
  isGift = false,
  onClose,
  onPriceChanged,
}: {
  release: ReleaseView
  kind?: Offer['kind']
  /** It is the listener's already: another copy is for somebody else. */
  isGift?: boolean
  onClose: () => void
  /** Another edition is on sale now. */
  onPriceChanged: () => void
}) {
  const { say } = useBuyWords()
  const dialog = useRef<HTMLDialogElement>(null)
  const offer = offerFor(release, kind)
  const title = useId()
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  const { name } = release.artist
  const heading =
    kind === 'tip' ? say('tipTitle', { name }) : say('titleBy', { title: release.title, name })
  return (
    <dialog ref={dialog} className="sheet buy" aria-labelledby={title} onClose={onClose}>
      <header className="buy-head">
        <h2 id={title} dir="auto">
          {heading}
        </h2>
        <button
          type="button"
          className="icon-button"
          aria-label={say('close')}
          onClick={() => dialog.current?.close()}
        >
          <X aria-hidden="true" />
        </button>
      </header>
      {offer ? (
        <Steps
          offer={offer}
          isGift={isGift}
          close={() => dialog.current?.close()}
          onPriceChanged={onPriceChanged}
        />
      ) : (
        <p>{say('closed')}</p>
      )}
    </dialog>
  )
}

function Steps({
  offer,
  isGift,
  close,
  onPriceChanged,
}: {
  offer: Offer
  isGift: boolean
  close: () => void
  onPriceChanged: () => void
}) {
  const { say } = useBuyWords()
  const chain = useShopChain()
  const host = useHost(offer, chain)
  const mayRelay = useRelay(offer, host, chain)
  const underway = useUnderWay(offer, isGift)
  const [chosen, setStep] = useState<Step>({ name: 'amount' })
  const [choice, setChoice] = useState<Choice>()
  const wallets = useWallets(chain)
  const purchases = useStore(cashier().purchases.all)
  // What was begun before, here or in another tab, comes first, and stays when it is over.
  useEffect(() => {
    if (underway) setStep({ name: 'paying', id: underway.id })
  }, [underway?.id])
  const step: Step = underway ? { name: 'paying', id: underway.id } : chosen
  const purchase = step.name === 'paying' ? purchases.find(({ id }) => id === step.id) : undefined
  const begin = async (wallet: Wallet) => {
    if (!choice) return
    // Whoever was quick pressed before the shop had said all of this.
    const known = { ...choice, host, isGasless: choice.isGasless && mayRelay }
    const id = await cashier().begin(wishOf(offer, known), wallet)
    setStep({ name: 'paying', id })
  }
  return (
    <>
      {chain?.isPlay && <p className="play-money">{say('playMoney')}</p>}
      {step.name === 'amount' && (
        <AmountStep
          key={offer.release.edition}
          offer={offer}
          isGift={isGift}
          powers={{ host, chain, mayRelay }}
          onChosen={(next) => {
            setChoice(next)
            setStep({ name: 'wallet', choice: next })
          }}
        />
      )}
      {step.name === 'wallet' && (
        <WalletStep
          chain={chain}
          onChosen={(wallet) => void begin(wallet)}
          onBack={() => setStep({ name: 'amount' })}
        />
      )}
      {step.name === 'paying' && !purchase && <p role="status">{say('inOtherTab')}</p>}
      {purchase && (
        <Standing
          purchase={purchase}
          walletName={
            wallets.find(({ rdns }) => rdns === purchase.wallet)?.name ?? say('yourWallet')
          }
          actions={{
            again: (how) => void cashier().again(purchase.id, how),
            otherAmount: () => setStep({ name: 'amount' }),
            otherWallet: () => setStep(choice ? { name: 'wallet', choice } : { name: 'amount' }),
            seePrice: () => {
              onPriceChanged()
              setStep({ name: 'amount' })
            },
            close,
          }}
        />
      )}
    </>
  )
}

/** What costs tokens that can be paid by signature, to the shop that brings those to the chain. */
function useRelay({ release }: Offer, host: Address, chain: ShopChain | undefined): boolean {
  // Tokens we know mostly are; paying looks again.
  const [isSigned, setSigned] = useState(true)
  const offered = release.editions.find(({ edition }) => edition === release.edition)
  const token = offered?.currency ?? ZERO_ADDRESS
  useEffect(() => {
    if (!chain || token === ZERO_ADDRESS) return
    tokenFacts(token, chain.steps).then(
      (facts) => setSigned(facts?.authorizes === true),
      () => undefined,
    )
  }, [chain, token])
  return token !== ZERO_ADDRESS && isSigned && chain?.relayHost === host
}

function useShopChain(): ShopChain | undefined {
  const [chain, setChain] = useState<ShopChain>()
  useEffect(() => {
    let isGone = false
    const ask = () => {
      shopChain().then(
        (found) => !isGone && setChain(found),
        // The amount can be chosen meanwhile.
        () => !isGone && setTimeout(ask, 2000),
      )
    }
    ask()
    return () => {
      isGone = true
    }
  }, [])
  return chain
}

/** Asked once for a dialog: the picture of who gets what must not change under the reader's eyes. */
function useHost({ release }: Offer, chain: ShopChain | undefined): Address {
  const shop = useShop()
  const [host, setHost] = useState<Address>(ZERO_ADDRESS)
  useEffect(() => {
    if (!chain) return
    const songs = release.tracks.map(({ cid }) => cid)
    const servedBy = async (signal: AbortSignal) => (await shop?.servedBy(songs, signal)) ?? []
    void hostOf(servedBy, chain).then(setHost)
  }, [chain])
  return host
}

function useUnderWay({ kind, release }: Offer, isGift: boolean): Purchase | undefined {
  const open = useStore(cashier().purchases.all).filter(isOpen)
  if (kind === 'tip') {
    const subject = `tip ${release.artist.wallet.toLowerCase()}`
    return open.find((one) => subjectOf(one) === subject)
  }
  const ofThis = open.filter((one) => one.release === release.release && one.order.kind !== 'tip')
  return ofThis.find((one) => !one.isGift && !isGift) ?? ofThis.find((one) => one.isGift)
}
