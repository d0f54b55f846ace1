// Loudness that moves in time: the stage piano's slow travel from side to side, and the way a mix
// makes room for the kick.
import { RATE, type Stereo } from '../sound/stereo.ts'
import { sineAt } from '../sound/wave.ts'

/** Swings the sound between the two sides, in place. */
export function tremolo(tape: Stereo, { hertz, depth }: { hertz: number; depth: number }): void {
  for (let i = 0; i < tape.left.length; i++) {
    const swing = depth * sineAt((i / RATE) * hertz)
    tape.left[i] = (tape.left[i] ?? 0) * (1 + swing)
    tape.right[i] = (tape.right[i] ?? 0) * (1 - swing)
  }
}

/** Steps back at each of `times` and returns within `recovery` seconds, in place. */
export function duck(
  tape: Stereo,
  times: readonly number[],
  { depth, recovery }: { depth: number; recovery: number },
): void {
  const gain = new Float32Array(tape.left.length).fill(1)
  const fall = Math.round(0.012 * RATE)
  for (const time of times) {
    const start = Math.max(0, Math.round(time * RATE) - fall)
    const frames = Math.min(gain.length - start, fall + Math.round(recovery * RATE))
    for (let i = 0; i < frames; i++) {
      const away = i < fall ? i / fall : 1 - (i - fall) / (frames - fall)
      gain[start + i] = Math.min(gain[start + i] ?? 1, 1 - depth * away * away)
    }
  }
  for (const side of [tape.left, tape.right]) {
    for (let i = 0; i < side.length; i++) side[i] = (side[i] ?? 0) * (gain[i] ?? 1)
  }
}
