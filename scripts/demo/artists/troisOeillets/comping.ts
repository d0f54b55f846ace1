// The pianist's left hand: chords without their roots, which are the bass player's, in rhythms that
// stay out of the way of the tune.
import type { Random } from '../../random.ts'
import type { Note } from '../../score/note.ts'
import { lead } from '../../score/voicing.ts'
import type { Change } from './form.ts'

/** Where a chord is struck in its bar and for how long, in beats. */
type Rhythm = readonly (readonly [at: number, beats: number])[]

/** Rhythms for a whole bar; a half bar takes what falls inside it. */
export const SWING: readonly [Rhythm, ...Rhythm[]] = [
  [
    [0, 1.4],
    [1.5, 0.4],
  ],
  [
    [0.5, 1.2],
    [2.5, 0.9],
  ],
  [[0, 3]],
  [
    [1, 0.4],
    [2.5, 1.2],
  ],
]

export const BOSSA: readonly [Rhythm, ...Rhythm[]] = [
  [
    [0, 0.9],
    [1.5, 0.4],
    [3, 0.9],
  ],
  [
    [1, 0.9],
    [2.5, 1.4],
  ],
]

/** Struck once and left to ring. */
export const HELD: readonly [Rhythm, ...Rhythm[]] = [[[0, 8]]]

export function comp(
  changes: readonly Change[],
  rhythms: readonly [Rhythm, ...Rhythm[]],
  random: Random,
): Note[] {
  const layouts = lead(
    changes.map(({ chord }) => chord),
    { low: 51, high: 69 },
  )
  return changes.flatMap(({ beat, beats }, index) => {
    const rhythm = random.pick(rhythms).filter(([at]) => at < beats)
    return rhythm.flatMap(([at, length]) => {
      const velocity = random.between(0.42, 0.58)
      return (layouts[index] ?? []).map((pitch, voice) => ({
        beat: beat + at,
        beats: Math.min(length, beats - at),
        pitch,
        velocity: velocity + (voice === 3 ? 0.06 : 0),
      }))
    })
  })
}
