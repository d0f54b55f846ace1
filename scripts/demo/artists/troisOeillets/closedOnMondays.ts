// "Closed on Mondays": a medium swing in F, two bars of waiting, a strain, a short bridge, the end of
// the strain again with more breath, and a tag that turns twice before it sits down.
import { random, type Random } from '../../random.ts'
import { clock } from '../../score/clock.ts'
import { grace, louder } from '../../score/motif.ts'
import { later, type Note, phrase } from '../../score/note.ts'
import type { Stereo } from '../../sound/stereo.ts'
import { rhodes } from '../../voices/rhodes.ts'
import { root, walk } from './bass.ts'
import { last, swing } from './brushes.ts'
import { play } from './club.ts'
import { comp, HELD, SWING } from './comping.ts'
import { BAR, chart } from './form.ts'

const F_MAJOR = [0, 2, 4, 5, 7, 9, 10]
const HOME = 'Am7 | D7alt | Gm9 C13 | F69'
const STRAIN = `Fmaj9 | D7b9 | Gm9 | C13 | ${HOME}`
const BRIDGE = 'Cm9 | F13 | Bbmaj9 | Bbm69'
const CHART = `Am7 D7b9 | Gm9 C13 | ${STRAIN} | ${BRIDGE} | ${HOME} | Am7 D7b9 | Gm9 C13 | F69`

const TUNE = `
  -:0.5 C5:0.5 A4:0.5 C5:0.5 E5:1.5 D5:0.5 | C5:1 A4:0.5 F#4:0.5 -:1 Eb5:0.5 D5:0.5
  -:0.5 Bb4:0.5 G4:0.5 Bb4:0.5 D5:1.5 C5:0.5 | Bb4:1 G4:0.5 E4:0.5 -:1 A4:0.5 Bb4:0.5`
const TURN = `
  C5:1.5 A4:0.5 -:0.5 G4:0.5 A4:0.5 C5:0.5 | Eb5:1 D5:0.5 C5:0.5 Bb4:1 F#4:1
  -:0.5 G4:0.5 Bb4:0.5 D5:0.5 C5:0.5 A4:0.5 G4:0.5 E4:0.5 | F4:2 -:2`
const AWAY = `
  -:1 Eb5:1 D5:0.5 Eb5:0.5 G5:1 | F5:1.5 D5:0.5 -:2 | -:1 D5:1 C5:0.5 D5:0.5 F5:1 | Db5:1.5 Bb4:0.5 -:1 A4:0.5 Bb4:0.5`
const TAG = `
  -:0.5 C5:0.5 A4:0.5 C5:0.5 E5:1 Eb5:1 | -:0.5 Bb4:0.5 G4:0.5 Bb4:0.5 D5:1 Db5:1
  C5:0.5 A4:0.5 G4:0.5 A4:0.5 F4:2`

export function closedOnMondays(): Stereo {
  const chance = random(3301)
  const time = clock(152, { swing: 0.63, rest: 0.25 })
  const { moving, final } = chart(CHART)
  const bars = final.beat / BAR
  return play(
    {
      chords: [...comp(moving, SWING, chance), ...comp([final], HELD, chance)],
      tune: melody(chance),
      bass: [...walk(moving, chance), root(final)],
      drums: (kit) => {
        swing(kit, bars, { ride: (bar) => bar >= 10 })
        last(kit, bars)
      },
    },
    { clock: time, random: chance, seconds: time(final.beat + 8) + 0.5, lead: rhodes },
  )
}

function melody(chance: Random): Note[] {
  return [
    ...later(phrase(TUNE), 2 * BAR),
    ...later(phrase(TURN), 6 * BAR),
    ...later(phrase(AWAY), 10 * BAR),
    ...grace(later(louder(phrase(TURN), 1.08), 14 * BAR), F_MAJOR, chance, 0.5),
    ...later(phrase(TAG), 18 * BAR),
  ]
}
