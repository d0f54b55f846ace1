// What Nattøya owns: a string machine, glass bells, a reed, a sub, a dub chord and one long room.
// Each has its own bus, and the busses meet here with the echo and the room they share.
import { duck } from '../../effects/movement.ts'
import { delay } from '../../effects/delay.ts'
import { reverb } from '../../effects/reverb.ts'
import type { Random } from '../../random.ts'
import type { Chord } from '../../score/chord.ts'
import { nearest } from '../../score/chord.ts'
import type { Clock } from '../../score/clock.ts'
import type { Note } from '../../score/note.ts'
import { lead } from '../../score/voicing.ts'
import { stretch } from '../../sound/halfRate.ts'
import { perform } from '../../sound/perform.ts'
import { pour, RATE, silence, type Stereo } from '../../sound/stereo.ts'
import { pad } from '../../voices/pad.ts'

export interface Busses {
  readonly pads: Stereo
  /** Everything that is thrown into the echo. */
  readonly echoed: Stereo
  readonly low: Stereo
  readonly drums: Stereo
  readonly air: Stereo
}

export function busses(seconds: number): Busses {
  const bus = (): Stereo => silence(seconds)
  return { pads: bus(), echoed: bus(), low: bus(), drums: bus(), air: bus() }
}

export interface Held {
  readonly chord: Chord
  readonly beat: number
  readonly beats: number
}

/** One chord after the other, each for the same number of beats. */
export function hold(chords: readonly Chord[], beats: number, from = 0): Held[] {
  return chords.map((chord, index) => ({ chord, beat: from + index * beats, beats }))
}

/** The pads: four led voices, each played by a left and a right machine, over a quiet root. */
export function wash(
  tape: Stereo,
  held: readonly Held[],
  { clock, random }: { clock: Clock; random: Random },
  register = { low: 50, high: 74 },
): void {
  const layouts = lead(
    held.map(({ chord }) => chord),
    register,
  )
  const notes: Note[] = held.flatMap(({ chord, beat, beats }, index) => [
    { beat, beats, pitch: nearest(chord.root, 43), velocity: 0.9 },
    ...(layouts[index] ?? []).map((pitch) => ({ beat, beats, pitch, velocity: 0.75 })),
  ])
  // The pads are made for a tape of a quarter of the speed, on which every moment comes early.
  const slow = silence(tape.left.length / RATE / 4)
  const playing = { clock: (beat: number) => clock(beat) / 4, voice: pad, random }
  for (const pan of [-1, 1]) perform(slow, notes, playing, { gain: 0.1, pan })
  const [left, right] = [stretch(stretch(slow.left)), stretch(stretch(slow.right))]
  pour({ left, right }, tape)
}

export interface Desk {
  /** Seconds between echoes. */
  readonly echo: number
  readonly feedback?: number
  /** Seconds of room. */
  readonly room: number
  /** When the kick falls, so that the rest steps back. */
  readonly kicks?: readonly number[]
}

export function mixdown(
  { pads, echoed, low, drums, air }: Busses,
  { echo, feedback = 0.58, room, kicks = [] }: Desk,
): Stereo {
  const echoes = delay(echoed, { time: echo, feedback, dull: 2100, thin: 260 })
  duck(pads, kicks, { depth: 0.45, recovery: 0.45 })
  duck(low, kicks, { depth: 0.35, recovery: 0.2 })
  const send = silence(pads.left.length / RATE)
  pour(pads, send, 0.5)
  pour(echoed, send, 0.5)
  pour(echoes, send, 0.6)
  pour(drums, send, 0.06)
  const mix = reverb(send, { seconds: room, damping: 0.45, distance: 0.03 })
  for (const dry of [pads, echoed, low, drums, air]) pour(dry, mix)
  pour(echoes, mix, 0.8)
  return mix
}
