/** A tip for an artist. The code of paying is loaded when it is pressed. */
import { lazy, Suspense, useState } from 'react'
import type { ReleaseView } from '../../../node/index.ts'
import { useWords } from '../words/words.tsx'

const BuyDialog = lazy(async () => ({
  default: (await import('../buy/buyDialog.tsx')).BuyDialog,
}))

/** `release` is one of theirs: a tip is given in its currency. */
export function TipButton({ release }: { release: ReleaseView }) {
  const { say } = useWords()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        {say('tipArtist', { name: release.artist.name })}
      </button>
      {isOpen && (
        <Suspense>
          <BuyDialog
            release={release}
            kind="tip"
            onClose={() => setOpen(false)}
            onPriceChanged={() => undefined}
          />
        </Suspense>
      )}
    </>
  )
}
