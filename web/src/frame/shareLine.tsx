/**
 * After the first sound: may other listeners help? Not modal and without a timer; unanswered means
 * only this shop.
 */
import { useState } from 'react'
import type { Player } from '../player/player.ts'
import { useStore } from '../store.ts'
import { useWords } from '../words/words.tsx'
import { settings } from './settings.ts'

export function ShareLine({ player }: { player: Player }) {
  const { say } = useWords()
  const { state } = useStore(player.playing)
  const { sharing } = useStore(settings)
  const [heard, setHeard] = useState(false)
  if (state === 'playing' && !heard) setHeard(true)
  if (!heard || sharing !== undefined) return null
  return (
    <section className="share-line" aria-label={say('network')}>
      <p>{say('shareQuestion')}</p>
      <p className="choices">
        <button
          type="button"
          className="text-button"
          onClick={() => settings.patch({ sharing: true })}
        >
          {say('shareYes')}
        </button>
        <button
          type="button"
          className="text-button"
          onClick={() => settings.patch({ sharing: false })}
        >
          {say('shareNo')}
        </button>
      </p>
    </section>
  )
}
