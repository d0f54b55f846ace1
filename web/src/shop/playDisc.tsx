/** The one button that makes sound: an ink disc. */
import { Pause, Play } from 'lucide-react'
import type { Playing } from '../player/player.ts'

export function PlayDisc(props: {
  state: Playing['state']
  label: string
  onPress: () => void
  size?: 'small' | 'large'
}) {
  const { state, label, onPress, size } = props
  const sounds = state === 'playing' || state === 'loading'
  return (
    <button
      type="button"
      className={`play-disc ${size ?? ''}`}
      data-state={state}
      aria-label={label}
      onClick={onPress}
    >
      {sounds ? <Pause aria-hidden="true" /> : <Play aria-hidden="true" />}
    </button>
  )
}
