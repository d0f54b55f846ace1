/** The keys, in a sheet. */
import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp } from 'lucide-react'
import { useEffect, useRef, type ReactNode } from 'react'
import type { Key } from '../words/english.ts'
import { useWords } from '../words/words.tsx'

/** Arrows are drawn: our letters have none. */
const LeftRight = () => (
  <>
    <ArrowLeft aria-hidden="true" />
    <ArrowRight aria-hidden="true" />
  </>
)
const UpDown = () => (
  <>
    <ArrowUp aria-hidden="true" />
    <ArrowDown aria-hidden="true" />
  </>
)

const KEYS: readonly [ReactNode, Key][] = [
  ['Space, K', 'keyPlay'],
  [<LeftRight key="arrows" />, 'keySeek'],
  [
    <>
      Shift <LeftRight />
    </>,
    'keyStep',
  ],
  ['0 – 9', 'keyJump'],
  [<UpDown key="arrows" />, 'keyVolume'],
  ['M', 'mute'],
  ['S', 'shuffle'],
  ['R', 'repeat'],
  ['Q', 'queue'],
  ['F', 'save'],
  ['/', 'search'],
  [
    <>
      Alt <UpDown />
    </>,
    'keyReorder',
  ],
]

export function HelpSheet({ onClose }: { onClose: () => void }) {
  const { say } = useWords()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} className="sheet" aria-label={say('help')} onClose={onClose}>
      <h2 className="sheet-title">{say('help')}</h2>
      <dl className="keys">
        {KEYS.map(([keys, what]) => (
          <div key={what}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{say(what)}</dd>
          </div>
        ))}
      </dl>
      <button type="button" className="button" onClick={() => dialog.current?.close()}>
        {say('close')}
      </button>
    </dialog>
  )
}
