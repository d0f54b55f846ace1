// The bass player: walks in four when it swings, leans on the dotted beat when it does not.
import type { Random } from '../../random.ts'
import { type Chord, nearest } from '../../score/chord.ts'
import type { Note } from '../../score/note.ts'
import type { Change } from './form.ts'

// The lowest string is an E; above the other one the sound gets thin.
const LOW = 28
const HIGH = 45

/** One note a beat: the root, two of the chord, and a step that leads into the next root. */
export function walk(changes: readonly Change[], random: Random): Note[] {
  let hand = 36
  return changes.flatMap(({ chord, beat, beats }, index) => {
    const target = changes[index + 1]?.chord.root ?? chord.root
    return Array.from({ length: beats }, (_, step) => {
      hand = inRange(wanted(chord, step, beats, { hand, target, random }))
      const lean = step % 2 === 1 ? 0.08 : 0
      const velocity = 0.72 + lean + random.between(-0.05, 0.05)
      return { beat: beat + step, beats: 0.92, pitch: hand, velocity }
    })
  })
}

/** The pattern of a bossa: root, fifth before the middle, and the next root early. */
export function lean(changes: readonly Change[]): Note[] {
  return changes.flatMap(({ chord, beat, beats }) => {
    const root = inRange(nearest(chord.root, 36))
    const fifth = inRange(nearest(chord.root + (chord.colours[1] === 6 ? 6 : 7), root - 3))
    const pair = [
      { beat, beats: 1.3, pitch: root, velocity: 0.85 },
      { beat: beat + 1.5, beats: 0.45, pitch: fifth, velocity: 0.6 },
    ]
    if (beats < 4) return pair
    return [
      ...pair,
      { beat: beat + 2, beats: 1.3, pitch: fifth, velocity: 0.8 },
      { beat: beat + 3.5, beats: 0.45, pitch: root, velocity: 0.6 },
    ]
  })
}

/** The last note, as low as it goes. */
export function root({ chord, beat, beats }: Change): Note {
  return { beat, beats, pitch: inRange(nearest(chord.root, 32)), velocity: 0.85 }
}

interface Hand {
  readonly hand: number
  readonly target: number
  readonly random: Random
}

function wanted(chord: Chord, step: number, beats: number, { hand, target, random }: Hand): number {
  if (step === 0) return nearest(chord.root, hand)
  if (step === beats - 1) return nearest(target, hand) + random.pick([-1, 1, -1, 2])
  const tone = chord.root + random.pick([chord.colours[0], 7, chord.colours[2], 7])
  const pitch = nearest(tone, hand + random.pick([-3, 4, 3]))
  return pitch === hand ? nearest(chord.root, hand + 5) : pitch
}

function inRange(pitch: number): number {
  if (pitch < LOW) return pitch + 12
  return pitch > HIGH ? pitch - 12 : pitch
}
