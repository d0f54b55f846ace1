// Linden Pell's guitar, tuned D A D G A D. A chord is written as the six frets, low string first, so
// "5x0000" is a G that leaves the fifth string out; the picking is written as string numbers.
import type { Note } from '../../score/note.ts'
import type { Random } from '../../random.ts'

/** Open strings, the sixth (lowest) first. */
const OPEN = [38, 45, 50, 55, 57, 62]

/** The pitch each string gives under this shape, or undefined where it is left out. */
export function fretted(shape: string): (number | undefined)[] {
  return OPEN.map((open, index) => {
    const fret = shape.charAt(index)
    return fret === 'x' || fret === '' ? undefined : open + Number(fret)
  })
}

/**
 * One bar of picking: a word for each step, a digit for each string ("61" pinches the outer two), "."
 * for nothing. A string that is left out gives its turn to the one above it.
 */
export function pick(
  shape: string,
  pattern: string,
  { beat, step, random }: { beat: number; step: number; random: Random },
): Note[] {
  const strings = fretted(shape)
  return pattern.split(' ').flatMap((word, index) =>
    Array.from(word).flatMap((digit) => {
      const pitch = digit === '.' ? undefined : sounding(strings, 6 - Number(digit))
      if (pitch === undefined) return []
      const bass = Number(digit) >= 5
      const velocity = (bass ? 0.78 : 0.58) + (index === 0 ? 0.08 : 0) + random.between(-0.07, 0.07)
      return [{ beat: beat + index * step, beats: bass ? 2 : 1.5, pitch, velocity }]
    }),
  )
}

/** All strings at once, low to high, as an ending. */
export function roll(shape: string, beat: number): Note[] {
  const pitches = fretted(shape).filter((pitch) => pitch !== undefined)
  return pitches.map((pitch, index) => ({
    beat: beat + index * 0.11,
    beats: 4,
    pitch,
    velocity: 0.7 - index * 0.02,
  }))
}

function sounding(strings: readonly (number | undefined)[], index: number): number | undefined {
  return strings.slice(index).find((pitch) => pitch !== undefined)
}
