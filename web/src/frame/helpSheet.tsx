/** The keys, in a sheet. */
import { useEffect, useRef } from 'react'
import type { Key } from '../words/english.ts'
import { useWords } from '../words/words.tsx'

const KEYS: readonly [string, Key][] = [
  ['Space, K', 'keyPlay'],
  ['← →', 'keySeek'],
  ['Shift + ← →', 'keyStep'],
  ['0 – 9', 'keyJump'],
  ['↑ ↓', 'keyVolume'],
  ['M', 'mute'],
  ['S', 'shuffle'],
  ['R', 'repeat'],
  ['Q', 'queue'],
  ['F', 'save'],
  ['/', 'search'],
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
