/** No wallet in this browser: finish in the wallet's app, or on another device. */
import encodeQR from 'qr'
import { useState } from 'react'
import { useBuyWords } from './words/buyWords.ts'

export function Elsewhere({ isOnly }: { isOnly: boolean }) {
  const { say } = useBuyWords()
  const [open, setOpen] = useState<'app' | 'computer'>()
  const [isCopied, setCopied] = useState(false)
  const { host, pathname, hash, href } = location
  const copy = async () => {
    await navigator.clipboard.writeText(href)
    setCopied(true)
  }
  return (
    <div className="elsewhere">
      {isOnly && <p>{say('noWallet')}</p>}
      <p className="choices">
        <a
          // EIP-681's neighbour that wallets share: a page inside the app.
          href={`https://metamask.app.link/dapp/${host}${pathname}${hash}`}
          className="button narrow-only"
          onClick={() => setOpen('app')}
        >
          {say('openInApp')}
        </a>
        <button type="button" className="button" onClick={() => void copy()}>
          {say('copyLink')}
        </button>
        <button
          type="button"
          className="button"
          aria-expanded={open === 'computer'}
          onClick={() => setOpen(open === 'computer' ? undefined : 'computer')}
        >
          {say('onComputer')}
        </button>
      </p>
      <p className="meta" role="status">
        {isCopied && say('copied')}
      </p>
      {open === 'app' && <p className="meta">{say('openInAppAbout')}</p>}
      {open === 'computer' && (
        <>
          <p className="meta">{say('onComputerAbout')}</p>
          <QrCode text={href} />
        </>
      )}
    </div>
  )
}

const QUIET = 4

function QrCode({ text }: { text: string }) {
  const rows = encodeQR(text, 'raw', { border: QUIET })
  const size = rows.length
  const dots = rows.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])),
  )
  return (
    <svg className="qr" role="img" aria-label={text} viewBox={`0 0 ${size} ${size}`}>
      <rect width={size} height={size} className="paper" />
      <path d={dots.join('')} className="print" />
    </svg>
  )
}
