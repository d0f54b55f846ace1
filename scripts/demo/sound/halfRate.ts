// Sounds without treble cost half as much at half the rate, and nobody hears the difference.

/** Every two frames as one. */
export function halve(sound: Float32Array): Float32Array {
  const short = new Float32Array(Math.ceil(sound.length / 2))
  for (let i = 0; i < short.length; i++) {
    short[i] = ((sound[2 * i] ?? 0) + (sound[2 * i + 1] ?? 0)) / 2
  }
  return short
}

/**
 * Every frame as two, the second halfway to the next: played at the full rate, an octave lower. Halfway
 * is on a curve through four frames: a straight line would leave a mirror of the sound in the treble.
 */
export function stretch(sound: Float32Array): Float32Array {
  const long = new Float32Array(sound.length * 2)
  let [before, here, next] = [0, sound[0] ?? 0, sound[1] ?? 0]
  for (let i = 0; i < sound.length; i++) {
    const after = i + 2 < sound.length ? (sound[i + 2] ?? 0) : 0
    long[2 * i] = here
    long[2 * i + 1] = (9 * (here + next) - before - after) / 16
    before = here
    here = next
    next = after
  }
  return long
}
