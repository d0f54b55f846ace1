/** Which wallets are looked at: connect one, or name an address. */
import { X } from 'lucide-react'
import { useState } from 'react'
import { checksummed, parseAddress } from '../../../node/index.ts'
import type { ShopChain } from '../buy/shopChain.ts'
import { shortOf } from '../buy/splitPicture.tsx'
import { useWallets } from '../buy/walletStep.tsx'
import { useBuyWords } from '../buy/words/buyWords.ts'
import { useStore } from '../store.ts'
import { OpenWallet, WalletRefusedError } from '../wallet/openWallet.ts'
import type { Wallet } from '../wallet/wallets.ts'
import { addWallet, knownWallets, removeWallet } from './knownWallets.ts'

export function WalletList({ chain }: { chain: ShopChain | undefined }) {
  const { say } = useBuyWords()
  const known = useStore(knownWallets)
  const found = useWallets(chain)
  const [text, setText] = useState('')
  const [problem, setProblem] = useState('')
  const connect = async (wallet: Wallet) => {
    setProblem('')
    try {
      addWallet((await OpenWallet.open(wallet)).address, false)
    } catch (error) {
      if (error instanceof WalletRefusedError) return
      setProblem(say('walletFailed', { reason: error instanceof Error ? error.message : '' }))
    }
  }
  const look = () => {
    try {
      addWallet(parseAddress(text), true)
      setText('')
      setProblem('')
    } catch {
      setProblem(say('noAddress'))
    }
  }
  return (
    <div className="wallet-list">
      <ul className="plain lines">
        {known.map(({ address, isWatched }) => {
          const short = shortOf(checksummed(address))
          return (
            <li key={address}>
              <span>
                {short} {isWatched && <span className="meta">{say('watchOnly')}</span>}
              </span>
              <button
                type="button"
                className="icon-button"
                aria-label={say('removeWallet', { short })}
                onClick={() => removeWallet(address)}
              >
                <X aria-hidden="true" />
              </button>
            </li>
          )
        })}
      </ul>
      <details>
        <summary>{say('addWallet')}</summary>
        <p className="choices">
          {found.map((wallet) => (
            <button
              key={wallet.rdns}
              type="button"
              className="button"
              onClick={() => void connect(wallet)}
            >
              {say('connect', { wallet: wallet.name })}
            </button>
          ))}
        </p>
        <form
          className="inline-form wallet-form"
          onSubmit={(event) => {
            event.preventDefault()
            look()
          }}
        >
          <input
            value={text}
            placeholder="0x…"
            spellCheck={false}
            autoComplete="off"
            aria-label={say('addressField')}
            aria-invalid={problem !== ''}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
          />
          <button type="submit" className="button">
            {say('watch')}
          </button>
        </form>
      </details>
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}
