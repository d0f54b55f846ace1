/** A tip for an artist. The code of paying is loaded when it is pressed. */
import { lazy, Suspense, useState } from 'react'
import type { ReleaseView } from '../../../node/index.ts'
import { useWords } from '../words/words.tsx'
import { AskForm, forgetWish } from './askForm.tsx'

const BuyDialog = lazy(async () => ({
  default: (await import('../buy/buyDialog.tsx')).BuyDialog,
}))

/** `release` is one of theirs: a tip is given in its currency. */
export function TipButton({ release }: { release: ReleaseView }) {
  const { say } = useWords()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <AskForm wish="tip" onAsk={() => setOpen(true)}>
        <button type="submit" className="button">
          {say('tipArtist', { name: release.artist.name })}
        </button>
      </AskForm>
      {isOpen && (
        <Suspense>
          <BuyDialog
            release={release}
            kind="tip"
            onClose={() => {
              forgetWish('tip')
              setOpen(false)
            }}
            onPriceChanged={() => undefined}
          />
        </Suspense>
      )}
    </>
  )
}
