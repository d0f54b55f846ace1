/** Pay with: the wallets of this browser, by their own announcements; and the ways out without one. */
import { useEffect, useState } from 'react'
import { playWallet } from '../wallet/playWallet.ts'
import { lookForWallets, wallets, type Wallet } from '../wallet/wallets.ts'
import { useStore } from '../store.ts'
import { Elsewhere } from './elsewhere.tsx'
import type { ShopChain } from './shopChain.ts'
import { useBuyWords } from './words/buyWords.ts'

export function useWallets(chain: ShopChain | undefined): readonly Wallet[] {
  const { say } = useBuyWords()
  const found = useStore(wallets)
  const [play, setPlay] = useState<Wallet>()
  useEffect(lookForWallets, [])
  useEffect(() => {
    if (!chain?.isPlay) return
    void playWallet(chain, say('playWallet')).then(setPlay)
  }, [chain])
  return play ? [...found, play] : found
}

export function WalletStep({
  chain,
  onChosen,
  onBack,
}: {
  chain: ShopChain | undefined
  onChosen: (wallet: Wallet) => void
  onBack: () => void
}) {
  const { say } = useBuyWords()
  const found = useWallets(chain)
  return (
    <div className="pay-with">
      <h3 tabIndex={-1}>{say('payWith')}</h3>
      <p className="meta">{say('needWallet')}</p>
      <ul className="wallets">
        {found.map((wallet) => (
          <li key={wallet.rdns}>
            <button type="button" className="wallet" onClick={() => onChosen(wallet)}>
              {wallet.icon && <img src={wallet.icon} alt="" width="32" height="32" />}
              <span className="name" dir="auto">
                {wallet.name}
              </span>
              {wallet.isPlay && <span className="meta">{say('playWalletAbout')}</span>}
            </button>
          </li>
        ))}
      </ul>
      {found.every(({ isPlay }) => isPlay) && <Elsewhere isOnly={found.length === 0} />}
      <button type="button" className="text-button" onClick={onBack}>
        {say('back')}
      </button>
    </div>
  )
}
