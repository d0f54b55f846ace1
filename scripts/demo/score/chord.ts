// Chords by their jazz names. Each is a root for the bass and four colours above it: always four,
// so that voices can move from one chord to the next without one of them falling silent.
import { pitchClass } from './note.ts'

export interface Chord {
  /** Pitch class for the bass. */
  readonly root: number
  /** Four semitone distances above the root. */
  readonly colours: readonly [number, number, number, number]
}

const COLOURS: Readonly<Record<string, Chord['colours']>> = {
  add9: [4, 7, 12, 14],
  maj9: [4, 7, 11, 14],
  'maj7#11': [4, 11, 14, 18],
  69: [4, 7, 9, 14],
  m7: [3, 7, 10, 17],
  m9: [3, 7, 10, 14],
  m69: [3, 7, 9, 14],
  m11: [3, 10, 14, 17],
  m7b5: [3, 6, 10, 17],
  sus: [5, 7, 10, 14],
  13: [4, 10, 14, 21],
  '7b9': [4, 7, 10, 13],
  '7alt': [4, 10, 13, 20],
}

/** Reads one name: "Ebmaj9", "F#m7", "C13". */
export function chord(name: string): Chord {
  const [, note = '', quality = ''] = /^([A-G][#b]?)(.+)$/.exec(name) ?? []
  const colours = COLOURS[quality]
  if (!colours) throw new RangeError(`No such chord: ${name}`)
  return { root: pitchClass(note), colours }
}

/** Reads a progression, one chord a word. */
export function chords(names: string): Chord[] {
  return names
    .trim()
    .split(/[\s|]+/)
    .map(chord)
}

/** The pitch with this class that lies nearest to another pitch. */
export function nearest(pitchClassNumber: number, to: number): number {
  const above = (((pitchClassNumber - to) % 12) + 12) % 12
  return above <= 6 ? to + above : to + above - 12
}
