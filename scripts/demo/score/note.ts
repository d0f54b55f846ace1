// Notes on paper, and the short hand they are written in: "A4:1.5 -:0.5 C#5:2" is an A for a beat
// and a half, half a beat of rest, and a C sharp for two.

export interface Note {
  readonly beat: number
  readonly beats: number
  /** Semitones, with the A of 440 Hz at 69. */
  readonly pitch: number
  readonly velocity: number
}

const STEPS: Readonly<Record<string, number>> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 }

/** Semitones above C: "Eb" is 3, and "Cb" is -1 so that it stays in the octave it is written in. */
export function pitchClass(name: string): number {
  const step = STEPS[name.charAt(0)]
  if (step === undefined) throw new RangeError(`No such note: ${name}`)
  return step + (name.charAt(1) === '#' ? 1 : name.charAt(1) === 'b' ? -1 : 0)
}

/** The number of a pitch: "A4" is 69. */
export function pitch(name: string): number {
  const octave = Number(name.slice(-1))
  if (Number.isNaN(octave)) throw new RangeError(`No octave in: ${name}`)
  return 12 * (octave + 1) + pitchClass(name)
}

/** Reads a phrase. The first note of a bar of `bar` beats leans a little, as a player's does. */
export function phrase(text: string, { bar = 4, velocity = 0.8 } = {}): Note[] {
  const notes: Note[] = []
  let beat = 0
  for (const word of text.trim().split(/[\s|]+/)) {
    const [name = '', length = '1'] = word.split(':')
    const beats = Number(length)
    const lean = beat % bar === 0 ? 0.1 : 0
    if (name !== '-') notes.push({ beat, beats, pitch: pitch(name), velocity: velocity + lean })
    beat += beats
  }
  return notes
}

/** The same notes, later. */
export function later(notes: readonly Note[], beats: number): Note[] {
  return notes.map((note) => ({ ...note, beat: note.beat + beats }))
}
