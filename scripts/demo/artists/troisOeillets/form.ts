// A tune is laid out in bars of four beats with one or two chords in each: what a chart on a music
// stand says, and all that a bass player and a pianist need.
import { type Chord, chords } from '../../score/chord.ts'

export interface Change {
  readonly chord: Chord
  readonly beat: number
  readonly beats: number
}

export const BAR = 4

/** The last chord of a tune is held for longer than a bar. */
const RINGING = 7

/** Reads a chart: bars between strokes, chords between spaces. The last chord comes apart: it rings. */
export function chart(text: string): { moving: Change[]; final: Change } {
  const moving = text.split('|').flatMap((bar, index) => {
    const here = chords(bar)
    const beats = BAR / here.length
    return here.map((chord, nth) => ({ chord, beat: index * BAR + nth * beats, beats }))
  })
  const last = moving.pop()
  if (!last) throw new RangeError('A chart needs a chord.')
  return { moving, final: { ...last, beats: RINGING } }
}
