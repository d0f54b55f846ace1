// A plucked string after Karplus and Strong: a burst of noise goes round a loop one period long, and
// loses a little treble at each turn, as gut and steel do.
import { room, shape } from '../sound/envelope.ts'
import { filter } from '../sound/filter.ts'
import type { Tone, Voice } from '../sound/perform.ts'
import { RATE } from '../sound/stereo.ts'
import type { Random } from '../random.ts'

export interface String {
  /** Seconds to fall by 60 dB at 110 Hz; high strings are shorter by themselves. */
  readonly sustain: number
  /** From 0, felt, to 1, wire. */
  readonly brightness: number
  /** Where it is plucked: 0.5 is the middle, 0.1 is near the bridge. */
  readonly place: number
}

/** A string to be played: its notes ring over `ring` seconds more than they are written. */
export function string(kind: String, ring: number): Voice {
  return ({ hertz, seconds, velocity, random }: Tone) => {
    const sound = room(seconds + ring)
    const period = RATE / hertz
    sound.set(excitation(period, kind, velocity, random).subarray(0, sound.length))
    loop(sound, period, { ...kind, hertz })
    return shape(sound, { attack: 0.0015, release: Math.min(0.5, ring) })
  }
}

/** Noise, softened by the flesh of the finger, with the hollow that the place of plucking leaves. */
function excitation(
  period: number,
  { brightness, place }: String,
  velocity: number,
  random: Random,
): Float32Array {
  const burst = new Float32Array(Math.ceil(period))
  for (let i = 0; i < burst.length; i++) burst[i] = random.next() * 2 - 1
  filter(burst, { band: 'low', cutoff: 700 + 5200 * brightness * velocity, resonance: 0.6 })
  const offset = Math.max(1, Math.round(period * place))
  const combed = burst.map(
    (x, i) => x - 0.85 * (burst[(i - offset + burst.length) % burst.length] ?? 0),
  )
  return level(combed)
}

/** Noise is never twice as loud: without this some notes would jump out. */
function level(burst: Float32Array): Float32Array {
  const mean = burst.reduce((sum, x) => sum + x, 0) / burst.length
  const power = burst.reduce((sum, x) => sum + (x - mean) ** 2, 0) / burst.length
  const gain = 0.32 / Math.sqrt(power + 1e-9)
  return burst.map((x) => (x - mean) * gain)
}

/** Turns the burst into a string, in place. */
function loop(
  sound: Float32Array,
  period: number,
  { sustain, brightness, hertz }: String & { hertz: number },
): void {
  const dull = 0.5 - 0.42 * brightness
  const seconds = sustain * Math.sqrt(110 / hertz)
  const keep = 10 ** (-3 / (seconds * hertz))
  // The averaging below delays by `dull` frames; the rest of the period is a whole delay and an
  // allpass for the fraction, without which high strings would be audibly out of tune.
  const whole = Math.floor(period - dull - 0.3)
  const fraction = period - dull - whole
  const tune = (1 - fraction) / (1 + fraction)
  let before = 0
  let passed = 0
  let last = 0
  for (let i = whole; i < sound.length; i++) {
    const turned = sound[i - whole] ?? 0
    const dulled = keep * ((1 - dull) * turned + dull * before)
    before = turned
    passed = tune * (dulled - passed) + last
    last = dulled
    sound[i] = i < period ? (sound[i] ?? 0) + passed : passed
  }
}
