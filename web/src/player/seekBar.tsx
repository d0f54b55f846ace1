/** The waveform with a range input over it; without peaks a plain rail. */
import { useEffect, useState } from 'react'
import { useStore } from '../store.ts'
import { clock } from '../words/amounts.ts'
import { useWords } from '../words/words.tsx'
import type { Player } from './player.ts'
import { peaksOf } from './waveform.ts'

const BARS = 160

export function SeekBar({ player }: { player: Player }) {
  const { say } = useWords()
  const { seconds, length, fetched } = useStore(player.progress)
  const { song } = useStore(player.playing)
  const peaks = usePeaks(song?.waveform)
  const part = length > 0 ? seconds / length : 0
  return (
    <div className="seek">
      <span className="time" aria-hidden="true">
        {clock(seconds * 1000)}
      </span>
      <span className="rail">
        <Waveform peaks={peaks} played={part} fetched={length > 0 ? fetched / length : 0} />
        <input
          type="range"
          min={0}
          max={Math.max(1, Math.round(length))}
          step={1}
          value={Math.round(seconds)}
          aria-label={say('position')}
          aria-valuetext={say('timeOf', { at: clock(seconds * 1000), total: clock(length * 1000) })}
          onChange={(event) => player.seek(event.currentTarget.valueAsNumber)}
        />
      </span>
      <span className="time" aria-hidden="true">
        {clock(length * 1000)}
      </span>
    </div>
  )
}

function Waveform(props: {
  peaks: readonly number[] | undefined
  played: number
  fetched: number
}) {
  const { peaks, played, fetched } = props
  const bars = peaks ?? Array.from({ length: BARS }, () => 0.06)
  return (
    <svg
      className="waveform"
      viewBox={`0 0 ${bars.length * 3} 40`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      {bars.map((peak, i) => {
        const height = Math.max(2, peak * 38)
        const isPlayed = (i + 0.5) / bars.length <= played
        return (
          <rect
            key={i}
            className={isPlayed ? 'played' : 'unplayed'}
            x={i * 3}
            y={20 - height / 2}
            width={2}
            height={height}
          />
        )
      })}
      <rect className="fetched" x={0} y={39} width={fetched * bars.length * 3} height={1} />
    </svg>
  )
}

function usePeaks(cid: string | undefined): readonly number[] | undefined {
  const [known, setKnown] = useState<{ cid: string; peaks: readonly number[] }>()
  useEffect(() => {
    if (cid === undefined) return
    const leave = new AbortController()
    void peaksOf(cid, BARS, leave.signal).then(
      (peaks) => setKnown({ cid, peaks }),
      () => undefined, // a plain rail does
    )
    return () => leave.abort()
  }, [cid])
  return known?.cid === cid ? known?.peaks : undefined
}
