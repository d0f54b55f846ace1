// What a composer does to a motif so that it comes back as somebody else's cousin.
import type { Note } from './note.ts'
import type { Random } from '../random.ts'

/** Pitch classes a tune may use, rising. */
export type Scale = readonly number[]

/** Moves every note by steps of the scale, so a sequence stays in its key. */
export function shift(notes: readonly Note[], scale: Scale, steps: number): Note[] {
  return notes.map((note) => ({ ...note, pitch: climb(note.pitch, scale, steps) }))
}

/** Turns the tune upside down around its first note, inside the scale. */
export function invert(notes: readonly Note[], scale: Scale): Note[] {
  const axis = ladder(notes[0]?.pitch ?? 0, scale)
  return notes.map((note) => {
    const distance = ladder(note.pitch, scale) - axis
    return { ...note, pitch: climb(note.pitch, scale, -2 * distance) }
  })
}

/** Softer or louder. */
export function louder(notes: readonly Note[], factor: number): Note[] {
  return notes.map((note) => ({ ...note, velocity: note.velocity * factor }))
}

/** Now and then a short note from the step above leans on a long one. */
export function grace(notes: readonly Note[], scale: Scale, random: Random, odds: number): Note[] {
  return notes.flatMap((note) => {
    if (note.beats < 1 || !random.chance(odds)) return [note]
    const lean = { ...note, beats: 0.25, pitch: climb(note.pitch, scale, 1) }
    return [
      { ...lean, velocity: note.velocity * 0.7 },
      { ...note, beat: note.beat + 0.25, beats: note.beats - 0.25 },
    ]
  })
}

function climb(pitch: number, scale: Scale, steps: number): number {
  return rung(ladder(pitch, scale) + steps, scale)
}

/** The number of the nearest rung at or below this pitch. */
function ladder(pitch: number, scale: Scale): number {
  const octave = Math.floor(pitch / 12)
  const index = scale.findLastIndex((step) => step <= pitch % 12)
  return octave * scale.length + index
}

function rung(number: number, scale: Scale): number {
  const octave = Math.floor(number / scale.length)
  return octave * 12 + (scale[number - octave * scale.length] ?? 0)
}
