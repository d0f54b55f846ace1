// Sounds without treble cost half as much at half the rate, and nobody hears the difference.

/** Every two frames as one. */
export function halve(sound: Float32Array): Float32Array {
  const short = new Float32Array(Math.ceil(sound.length / 2))
  for (let i = 0; i < short.length; i++) {
    short[i] = ((sound[2 * i] ?? 0) + (sound[2 * i + 1] ?? 0)) / 2
  }
  return short
}

/** Every frame as two, the second halfway to the next: played at the full rate, an octave lower. */
export function stretch(sound: Float32Array): Float32Array {
  const long = new Float32Array(sound.length * 2)
  for (let i = 0; i < sound.length; i++) {
    const here = sound[i] ?? 0
    long[2 * i] = here
    long[2 * i + 1] = (here + (sound[i + 1] ?? 0)) / 2
  }
  return long
}
