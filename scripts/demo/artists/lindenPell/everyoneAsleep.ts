// "Everyone Asleep": a lullaby in G. The guitar says a line, a small harp across the table answers it
// in thirds, and they end on the same note.
import { random } from '../../random.ts'
import { clock } from '../../score/clock.ts'
import { later, type Note, phrase } from '../../score/note.ts'
import { louder, shift } from '../../score/motif.ts'
import type { Stereo } from '../../sound/stereo.ts'
import { pick, roll } from './guitar.ts'
import { length, record } from './kitchen.ts'

const G_MAJOR = [0, 2, 4, 6, 7, 9, 11]
const BAR = 3
const ROCK = ['5x0000', 'x32000', '5x0000', '000200']
const DREAM = ['222000', 'x32000', '5x0000', '000200']
const SHAPES = ['5x0000', '5x0000', ...ROCK, ...DREAM, '222000', 'x32000', '000200']
const PATTERN = '6 4 3 2 1 3'

const LINE = phrase('B4:2 D5:1 | C5:1 B4:1 G4:1 | A4:2 G4:1 | A4:3', { bar: BAR })
const DREAMED = phrase('G4:2 B4:1 | E5:2 D5:1 | B4:2 D5:1 | A4:3', { bar: BAR })
const ANSWER = phrase('B5:1 A5:1 G5:1 | E5:3 | D5:1 E5:1 G5:1 | F#5:3', { bar: BAR })

export function everyoneAsleep(): Stereo {
  const chance = random(2203)
  // It slows down towards the end, as whoever is playing does.
  const steady = clock(80, { rest: 0.3 })
  const time = (beat: number): number => steady(beat) + Math.max(0, beat - 30) ** 2 * 0.012
  const end = SHAPES.length * BAR
  const picked = SHAPES.flatMap((shape, bar) =>
    pick(shape, PATTERN, { beat: bar * BAR, step: 0.5, random: chance }),
  )
  const closing = phrase('G4:2 B4:1 | E5:1 D5:1 C5:1 | A4:3', { bar: BAR })
  const tune = [
    ...later(LINE, 2 * BAR),
    ...later(DREAMED, 6 * BAR),
    ...later(louder(closing, 0.85), 10 * BAR),
  ]
  const last: Note = { beat: end + 0.7, beats: 4, pitch: 79, velocity: 0.5 }
  const harp = [
    ...thirds(later(louder(ANSWER, 0.75), 6 * BAR)),
    ...later(louder(shift(closing, G_MAJOR, 2), 0.5), 10 * BAR),
    last,
  ]
  return record(
    { picked: [...picked, ...roll('5x0000', end)], tune, harp },
    { clock: time, random: chance, seconds: length(time, end, 4.5) },
  )
}

/** A second, softer voice a third below. */
function thirds(notes: readonly Note[]): Note[] {
  return [...notes, ...louder(shift(notes, G_MAJOR, -2), 0.7)]
}
