// "Kettle On": a walking thumb in D, with a tune that stays inside five notes until the second strain
// asks for more room, and the reply to both climbs out of it.
import { random } from '../../random.ts'
import { clock } from '../../score/clock.ts'
import { later, type Note, phrase } from '../../score/note.ts'
import { grace } from '../../score/motif.ts'
import type { Stereo } from '../../sound/stereo.ts'
import { pick, roll } from './guitar.ts'
import { length, record } from './kitchen.ts'

const D_MAJOR = [1, 2, 4, 6, 7, 9, 11]
const HOME = ['000200', '5x0000', 'x24200', 'x02000']
const AWAY = ['222000', '5x0000', '400200', 'x02000']
const SHAPES = ['000200', ...HOME, ...AWAY, ...HOME]
const WALK = '6 3 4 2 5 3 4 1'
const SKIP = '61 3 4 2 5 2 4 3'

const STRAIN = phrase(
  'F#4:1 A4:1 B4:0.5 A4:1.5 | D5:1.5 B4:0.5 A4:2 | F#4:1 A4:1 B4:0.5 D5:1.5 | E5:1.5 D5:0.5 A4:2',
)
const REPLY = phrase(
  'F#4:1 A4:1 B4:0.5 A4:1.5 | D5:1 E5:1 D5:0.5 B4:1.5 | A4:1 F#5:1 E5:0.5 D5:1.5 | E5:3 -:1',
)
const SECOND = phrase(
  'G4:1.5 A4:0.5 B4:1 D5:1 | B4:2.5 A4:0.5 G4:0.5 A4:0.5 | F#4:1 D5:1 A4:1 F#4:1 | E4:3 -:1',
)

export function kettleOn(): Stereo {
  const chance = random(2201)
  const time = clock(100, { swing: 0.53, rest: 0.3 })
  const end = SHAPES.length * 4
  const picked = SHAPES.flatMap((shape, bar) => {
    const pattern = bar > 0 && chance.chance(0.35) ? SKIP : WALK
    return pick(shape, pattern, { beat: bar * 4, step: 0.5, random: chance })
  })
  const tune: Note[] = [
    ...later(STRAIN, 4),
    ...later(SECOND, 20),
    ...grace(later(REPLY, 36), D_MAJOR, chance, 0.5),
    { beat: end + 0.66, beats: 4, pitch: 78, velocity: 0.6 },
  ]
  return record(
    { picked: [...picked, ...roll('000200', end)], tune },
    { clock: time, random: chance, seconds: length(time, end) },
  )
}
