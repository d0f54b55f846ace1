// Voice leading: from one chord to the next every voice goes as short a way as it can.
import type { Chord } from './chord.ts'

/** Four pitches, lowest first. */
export type Voicing = readonly number[]

export interface Register {
  readonly low: number
  readonly high: number
}

/** Lays out each chord inside the register, close to the one before it. */
export function lead(chords: readonly Chord[], register: Register): Voicing[] {
  let before: Voicing | undefined
  return chords.map((chord) => {
    before = best(layouts(chord, register), before, register)
    return before
  })
}

function layouts({ root, colours }: Chord, { low, high }: Register): Voicing[] {
  let found: number[][] = [[]]
  for (const colour of colours) {
    const lowest = low + ((((root + colour - low) % 12) + 12) % 12)
    const octaves: number[] = []
    for (let pitch = lowest; pitch <= high; pitch += 12) octaves.push(pitch)
    found = found.flatMap((layout) => octaves.map((pitch) => [...layout, pitch]))
  }
  return found.map((layout) => layout.sort((a, b) => a - b))
}

function best(layouts: Voicing[], before: Voicing | undefined, register: Register): Voicing {
  const middle = (register.low + register.high) / 2
  const cost = (layout: Voicing): number =>
    crowding(layout) +
    (before
      ? travel(before, layout)
      : travel(
          layout.map(() => middle),
          layout,
        ))
  return layouts.reduce((a, b) => (cost(b) < cost(a) ? b : a))
}

function travel(from: Voicing, to: Voicing): number {
  return to.reduce((sum, pitch, voice) => sum + Math.abs(pitch - (from[voice] ?? pitch)), 0)
}

/** Semitones rub, doubled notes waste a voice, and more than a tenth between neighbours is a hole. */
function crowding(layout: Voicing): number {
  return layout.slice(1).reduce((sum, pitch, below) => {
    const gap = pitch - (layout[below] ?? pitch)
    return sum + (gap === 0 ? 12 : gap === 1 ? 5 : gap > 9 ? gap : 0)
  }, 0)
}
