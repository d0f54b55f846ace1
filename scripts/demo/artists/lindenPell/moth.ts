// "Moth at the Window": six quick steps in a bar, D Dorian. The tune is two long notes and a flutter
// on the glass; the flutter grows each time until the window is opened, in the last bars, to D major.
import { random, type Random } from '../../random.ts'
import { clock } from '../../score/clock.ts'
import { later, type Note, phrase } from '../../score/note.ts'
import { shift } from '../../score/motif.ts'
import type { Stereo } from '../../sound/stereo.ts'
import { pick, roll } from './guitar.ts'
import { length, record } from './kitchen.ts'

const DORIAN = [0, 2, 4, 5, 7, 9, 11]
const BAR = 3
const NIGHT = ['003200', '333000', 'x32000', '5x0000']
const NEARER = ['003200', 'x32000', '5x0000', 'x02000']
const SHAPES = ['003200', '003200', ...NIGHT, ...NIGHT, ...NIGHT, ...NEARER]
const PATTERNS = ['6 4 3 2 3 4', '6 4 2 1 2 3', '6 3 2 1 3 2'] as const

const TUNE = phrase('A4:2 F4:1 | G4:3 | E4:1 G4:1 C5:1 | B4:3', { bar: BAR })
const LAST = phrase('D5:2 C5:1 | E5:3 | D5:1 B4:1 G4:1 | A4:3', { bar: BAR })

export function moth(): Stereo {
  const chance = random(2202)
  const time = clock(112, { rest: 0.3 })
  const end = SHAPES.length * BAR
  const picked = SHAPES.flatMap((shape, bar) =>
    pick(shape, bar % 4 === 3 ? PATTERNS[1] : chance.pick(PATTERNS), {
      beat: bar * BAR,
      step: 0.5,
      random: chance,
    }),
  )
  const tune = [
    ...later(TUNE, 2 * BAR),
    ...flutter(5 * BAR, 3, chance),
    ...later(shift(TUNE, DORIAN, 2), 6 * BAR),
    ...flutter(9 * BAR, 5, chance),
    ...later(TUNE, 10 * BAR),
    ...flutter(13 * BAR, 8, chance),
    ...later(LAST, 14 * BAR),
  ]
  return record(
    { picked: [...picked, ...roll('004200', end)], tune },
    { clock: time, random: chance, seconds: length(time, end) },
  )
}

/** Quick repeated notes over the end of a long one, dying away. */
function flutter(beat: number, count: number, chance: Random): Note[] {
  return Array.from({ length: count }, (_, index) => ({
    beat: beat + 1 + index * 0.25,
    beats: 0.25,
    pitch: index % 2 === 0 ? 74 : 76,
    velocity: 0.42 * (1 - index / (count + 3)) + chance.between(0, 0.06),
  }))
}
