// A small kit: a soft kick, brushes on a snare, a ride cymbal, a shaker, a stick across the rim.
import { room, shape } from '../sound/envelope.ts'
import { filter } from '../sound/filter.ts'
import type { Tone } from '../sound/perform.ts'
import { RATE } from '../sound/stereo.ts'
import { oscillate, SINE, sineAt } from '../sound/wave.ts'
import type { Random } from '../random.ts'

export type Drum = (tone: Pick<Tone, 'velocity' | 'random'>) => Float32Array

const TAKES = 4

/**
 * A kit whose strokes are recorded beforehand, a few takes of each drum at different strengths: noise
 * takes long to make, and nobody hears that the fifth stroke was the second.
 */
export function sampler(random: Random): (drum: Drum) => Float32Array {
  const shelf = new Map<Drum, Float32Array[]>()
  const recorded = (drum: Drum): Float32Array[] =>
    Array.from({ length: TAKES }, (_, take) => {
      return drum({ velocity: 0.58 + (0.22 * take) / (TAKES - 1), random })
    })
  return (drum) => {
    const takes = shelf.get(drum) ?? recorded(drum)
    shelf.set(drum, takes)
    return takes[Math.floor(random.next() * TAKES)] ?? new Float32Array()
  }
}

/** Falls from a knock to a hum in a few hundredths of a second. */
export const kick: Drum = ({ velocity }) => {
  const sound = room(0.38)
  let turns = 0
  for (let i = 0; i < sound.length; i++) {
    const seconds = i / RATE
    turns += (47 + 90 * velocity * Math.exp(-seconds * 38)) / RATE
    sound[i] = sineAt(turns)
  }
  return shape(sound, { attack: 0.003, decay: 0.13, release: 0.1 })
}

/** A brush let fall on the snare. */
export const tap: Drum = ({ velocity, random }) => {
  const sound = noise(0.22, random)
  filter(sound, { band: 'band', cutoff: 2200 + 900 * velocity, resonance: 0.5 })
  filter(sound, { band: 'high', cutoff: 500 })
  return shape(sound, { attack: 0.004, decay: 0.055, release: 0.08 })
}

/** A brush drawn round the skin, for as long as a beat. */
export const sweep: Drum = ({ random }) => {
  const sound = noise(0.42, random)
  filter(sound, {
    band: 'band',
    cutoff: (second) => 2600 + 1500 * Math.sin(second * 7),
    resonance: 0.45,
  })
  return shape(sound, { attack: 0.16, release: 0.24 })
}

const METAL = [3187, 4211, 5147, 6301, 7433, 9109]

/** A ride cymbal: partials with no common measure, under a wash. */
export const ride: Drum = ({ velocity, random }) => {
  const sound = noise(1.1, random)
  filter(sound, { band: 'high', cutoff: 7200 })
  shape(sound, { attack: 0.002, decay: 0.3, release: 0.4 })
  const ping = room(0.7)
  for (const hertz of METAL) {
    oscillate(ping, SINE, { hertz, gain: 0.05 + 0.06 * velocity, phase: random.next() })
  }
  shape(ping, { attack: 0.001, decay: 0.16, release: 0.3 })
  return sound.map((x, i) => x * 0.35 + (ping[i] ?? 0))
}

export const shaker: Drum = ({ random }) => {
  const sound = noise(0.11, random)
  filter(sound, { band: 'high', cutoff: 5200, resonance: 0.8 })
  return shape(sound, { attack: 0.018, decay: 0.03, release: 0.05 })
}

/** A hat that stays closed. */
export const hat: Drum = ({ random }) => {
  const sound = noise(0.09, random)
  filter(sound, { band: 'high', cutoff: 7800, resonance: 0.9 })
  return shape(sound, { attack: 0.001, decay: 0.022, release: 0.04 })
}

/** The stick laid across and knocked on the rim. */
export const rim: Drum = ({ random }) => {
  const sound = noise(0.12, random)
  filter(sound, { band: 'band', cutoff: 1750, resonance: 5 })
  oscillate(sound, SINE, { hertz: 860, gain: 0.5 })
  return shape(sound, { attack: 0.001, decay: 0.022, release: 0.05 })
}

function noise(seconds: number, random: Random): Float32Array {
  const sound = room(seconds)
  for (let i = 0; i < sound.length; i++) sound[i] = random.next() * 2 - 1
  return sound
}
