/** One short word at a time, gone by itself. Never an error, never money. */
import { useEffect } from 'react'
import { useWords } from '../words/words.tsx'

const LASTS_MS = 6000
const WITH_UNDO_MS = 10_000

export interface Said {
  text: string
  undo?: (() => void) | undefined
}

export function Toast({ said, onGone }: { said: Said | undefined; onGone: () => void }) {
  const { say } = useWords()
  useEffect(() => {
    if (!said) return
    const timer = setTimeout(onGone, said.undo ? WITH_UNDO_MS : LASTS_MS)
    return () => clearTimeout(timer)
  }, [said, onGone])
  return (
    <div className="toast" role="status">
      {said && (
        <p>
          {said.text}
          {said.undo && (
            <button
              type="button"
              className="text-button"
              onClick={() => {
                said.undo?.()
                onGone()
              }}
            >
              {say('undo')}
            </button>
          )}
        </p>
      )}
    </div>
  )
}
