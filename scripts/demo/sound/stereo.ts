// The tape everything is recorded on: two channels of floating point at the rate of a compact disc.

export const RATE = 44_100

/** Under what sixteen bits can write, even for the loudest sound. */
const INAUDIBLE = 1e-6

export interface Stereo {
  readonly left: Float32Array
  readonly right: Float32Array
}

/** Blank tape. */
export function silence(seconds: number): Stereo {
  const frames = Math.round(seconds * RATE)
  return { left: new Float32Array(frames), right: new Float32Array(frames) }
}

/** Adds a mono sound to the tape. Pan goes from -1 to 1 and keeps the power equal on the way. */
export function place(
  tape: Stereo,
  sound: Float32Array,
  { at, gain, pan }: { at: number; gain: number; pan: number },
): void {
  const angle = ((Math.max(-1, Math.min(1, pan)) + 1) * Math.PI) / 4
  const start = Math.max(0, Math.round(at * RATE))
  add(tape.left, sound, start, gain * Math.cos(angle) * Math.SQRT2)
  add(tape.right, sound, start, gain * Math.sin(angle) * Math.SQRT2)
}

/** Adds a mono sound to one track. */
export function lay(
  track: Float32Array,
  sound: Float32Array,
  { at, gain }: { at: number; gain: number },
): void {
  add(track, sound, Math.max(0, Math.round(at * RATE)), gain)
}

/** Adds a whole tape to another: how a bus reaches the mixing desk, or a send its effect. */
export function pour(from: Stereo, into: Stereo, gain = 1): void {
  add(into.left, from.left, 0, gain)
  add(into.right, from.right, 0, gain)
}

function add(into: Float32Array, sound: Float32Array, start: number, gain: number): void {
  if (gain < INAUDIBLE) return
  const part = into.subarray(start, start + sound.length)
  for (let i = 0; i < part.length; i++) part[i] = (part[i] ?? 0) + (sound[i] ?? 0) * gain
}
