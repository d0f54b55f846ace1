// "Two Stops Early": a bossa in D minor with a vibraphone. The same four notes climb through the first
// strain; the second stays in the sun of F until the way back, which is shorter, has to be paid for.
import { random } from '../../random.ts'
import { clock } from '../../score/clock.ts'
import { louder } from '../../score/motif.ts'
import { later, type Note, phrase } from '../../score/note.ts'
import type { Stereo } from '../../sound/stereo.ts'
import { vibes } from '../../voices/bell.ts'
import { lean, root } from './bass.ts'
import { bossa, last } from './brushes.ts'
import { play } from './club.ts'
import { BOSSA, comp, HELD } from './comping.ts'
import { BAR, chart } from './form.ts'

const STRAIN = 'Dm9 | Dm9 | Bbmaj9 | Bbmaj9 | Gm9 | Ebmaj7#11 | Asus | A7b9'
const SUN = 'Bbmaj9 | C13 | Fmaj9 | A7b9'
const BACK = 'Dm9 | Dm9 | Gm9 | Ebmaj7#11 | Asus | A7b9'
const CHART = `Dm9 | A7b9 | ${STRAIN} | ${SUN} | ${BACK} | Dm69`

const CLIMB = '-:0.5 A4:0.5 D5:0.5 E5:1 F5:1.5 | E5:1 D5:0.5 A4:1.5 -:1'
const LOOK = '-:0.5 A4:0.5 C5:0.5 D5:1 F5:1.5 | E5:1 C5:0.5 A4:1.5 -:1'
const SUMMIT = `
  -:0.5 G4:0.5 Bb4:0.5 D5:1 A5:1.5 | G5:1 F5:0.5 D5:1.5 -:1
  E5:1.5 D5:0.5 E5:1 G5:1 | F5:0.5 E5:0.5 C#5:1 Bb4:1 A4:1`
const REST = `
  A5:2 G5:0.5 F5:1.5 | E5:1 G5:0.5 A5:1.5 G5:1
  G5:0.5 F5:1 C5:1.5 -:1 | -:1 C#5:0.5 E5:0.5 G5:1 F5:0.5 E5:0.5`
const HOME = 'A4:0.5 D5:0.5 E5:0.5 F5:0.5 A5:2'

export function twoStopsEarly(): Stereo {
  const chance = random(3302)
  const time = clock(140, { rest: 0.25 })
  const { moving, final } = chart(CHART)
  const bars = final.beat / BAR
  return play(
    {
      chords: [...comp(moving, BOSSA, chance), ...comp([final], HELD, chance)],
      tune: melody(final.beat),
      bass: [...lean(moving), root(final)],
      drums: (kit) => {
        bossa(kit, bars, { rim: (bar) => bar >= 2 })
        last(kit, bars)
      },
    },
    { clock: time, random: chance, seconds: time(final.beat + 8) + 0.5, lead: vibes },
  )
}

/** The last strain is struck in octaves. */
function melody(end: number): Note[] {
  const again = later(phrase(`${CLIMB} | ${SUMMIT}`), 14 * BAR)
  const below = louder(again, 0.55).map((note) => ({ ...note, pitch: note.pitch - 12 }))
  return [
    ...later(phrase(`${CLIMB} | ${LOOK} | ${SUMMIT}`), 2 * BAR),
    ...later(phrase(REST), 10 * BAR),
    ...again,
    ...below,
    ...later(phrase(HOME), end),
  ]
}
