/** No wallet in this browser: finish in the wallet's app, or on another device. */
import encodeQR from 'qr'
import { useState } from 'react'
import { walletApps } from './walletApps.ts'
import { useBuyWords } from './words/buyWords.ts'

export function Elsewhere({ isOnly }: { isOnly: boolean }) {
  const { say } = useBuyWords()
  const [open, setOpen] = useState<'app' | 'computer'>()
  const [isCopied, setCopied] = useState(false)
  const { href } = location
  const copy = async () => {
    await navigator.clipboard.writeText(href)
    setCopied(true)
  }
  return (
    <div className="elsewhere">
      {isOnly && <p>{say('noWallet')}</p>}
      <p className="choices">
        <button
          type="button"
          className="button narrow-only"
          aria-expanded={open === 'app'}
          onClick={() => setOpen(open === 'app' ? undefined : 'app')}
        >
          {say('openInApp')}
        </button>
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
      {open === 'app' && (
        <>
          <p className="choices">
            {walletApps.map(({ name, linkTo }) => (
              <a key={name} href={linkTo(new URL(href))} className="button">
                {name}
              </a>
            ))}
          </p>
          <p className="meta">{say('openInAppAbout')}</p>
        </>
      )}
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
