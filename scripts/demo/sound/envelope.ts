// How a note begins, fades and is let go. Every voice ends at zero here, which is why nothing clicks.
import { RATE } from './stereo.ts'

export interface Shape {
  /** Seconds to rise. */
  readonly attack: number
  /** Seconds to fall to a third, again and again; left out, the note holds. */
  readonly decay?: number
  /** Seconds to fade at the very end. */
  readonly release: number
}

/** Shapes the whole of `sound` in place. */
export function shape(sound: Float32Array, { attack, decay, release }: Shape): Float32Array {
  if (decay !== undefined) die(sound, Math.exp(-1 / (decay * RATE)))
  const rise = Math.min(sound.length, attack * RATE)
  for (let i = 0; i < rise; i++) sound[i] = (sound[i] ?? 0) * ease(i / rise)
  const fall = Math.min(sound.length, Math.ceil(release * RATE))
  const end = sound.length - 1
  for (let i = 0; i < fall; i++) sound[end - i] = (sound[end - i] ?? 0) * ease(i / fall)
  return sound
}

function die(sound: Float32Array, keep: number): void {
  let level = 1
  for (let i = 0; i < sound.length; i++) {
    sound[i] = (sound[i] ?? 0) * level
    level *= keep
  }
}

/** From 0 to 1 without corners: a straight ramp has two, and both can be heard. */
export function ease(x: number): number {
  if (x >= 1) return 1
  return x <= 0 ? 0 : x * x * (3 - 2 * x)
}

/** Room for a note of this many seconds. */
export function room(seconds: number): Float32Array {
  return new Float32Array(Math.max(1, Math.round(seconds * RATE)))
}
