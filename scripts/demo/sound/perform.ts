// Where a written note becomes a sound: a clock says when, a voice says how, a seat says from where.
import type { Clock } from '../score/clock.ts'
import type { Note } from '../score/note.ts'
import type { Random } from '../random.ts'
import { lay, place, type Stereo } from './stereo.ts'

/** What a voice is asked to play. */
export interface Tone {
  readonly hertz: number
  readonly seconds: number
  /** From 0 to 1; most voices also get brighter with it. */
  readonly velocity: number
  readonly random: Random
}

export type Voice = (tone: Tone) => Float32Array

export interface Seat {
  readonly gain: number
  readonly pan?: number
  /** How far notes may stray to each side of `pan`. */
  readonly spread?: number
  /** Seconds a note may come early or late: people are not machines. */
  readonly loose?: number
}

/** Plays the notes onto the tape. */
export function perform(
  tape: Stereo,
  notes: readonly Note[],
  { clock, voice, random }: { clock: Clock; voice: Voice; random: Random },
  { gain, pan = 0, spread = 0, loose = 0 }: Seat,
): void {
  // Whoever sits still has one microphone, and only what it heard in all goes to the two sides.
  const microphone = spread === 0 ? new Float32Array(tape.left.length) : undefined
  for (const { beat, beats, pitch, velocity } of notes) {
    const at = clock(beat)
    const sound = voice({
      hertz: 440 * 2 ** ((pitch - 69) / 12),
      seconds: clock(beat + beats) - at,
      velocity,
      random,
    })
    const heard = { at: at + random.between(-loose, loose), gain: gain * velocity }
    if (microphone) lay(microphone, sound, heard)
    else place(tape, sound, { ...heard, pan: pan + random.between(-spread, spread) })
  }
  if (microphone) place(tape, microphone, { at: 0, gain: 1, pan })
}
