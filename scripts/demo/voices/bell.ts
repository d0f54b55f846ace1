// Struck metal, made of a few partials that each fade at their own pace. A soft glass bell and a
// vibraphone differ only in which partials, and in the motor that turns under the bars.
import { room, shape } from '../sound/envelope.ts'
import type { Tone } from '../sound/perform.ts'
import { RATE } from '../sound/stereo.ts'
import { oscillate, SINE, sineAt } from '../sound/wave.ts'

interface Partial {
  readonly ratio: number
  readonly gain: number
  /** Seconds for this partial to fall to a third. */
  readonly decay: number
}

const GLASS: readonly Partial[] = [
  { ratio: 1, gain: 0.6, decay: 1.3 },
  { ratio: 2.001, gain: 0.16, decay: 0.8 },
  { ratio: 3.01, gain: 0.08, decay: 0.35 },
  { ratio: 5.4, gain: 0.035, decay: 0.12 },
]

const BAR: readonly Partial[] = [
  { ratio: 1, gain: 0.7, decay: 1.5 },
  { ratio: 3.98, gain: 0.13, decay: 0.35 },
  { ratio: 9.7, gain: 0.04, decay: 0.06 },
]

/** A drop of water on glass. */
export function glass(tone: Tone): Float32Array {
  return strike(GLASS, tone, Math.max(2.6, tone.seconds), 0.006)
}

/** A vibraphone bar, damped when the note ends. */
export function vibes(tone: Tone): Float32Array {
  const sound = strike(BAR, tone, tone.seconds + 0.35, 0.003)
  const start = tone.random.next()
  for (let i = 0; i < sound.length; i++) {
    sound[i] = (sound[i] ?? 0) * (0.84 + 0.16 * sineAt(start + (i / RATE) * 5.3))
  }
  return sound
}

function strike(
  partials: readonly Partial[],
  { hertz, velocity }: Tone,
  seconds: number,
  attack: number,
): Float32Array {
  const sound = room(seconds)
  partials.forEach(({ ratio, gain, decay }, index) => {
    if (hertz * ratio > RATE * 0.4) return
    // A harder blow wakes the upper partials more than the first.
    const strength = gain * velocity ** (index * 0.5)
    oscillate(sound, SINE, { hertz: hertz * ratio, gain: strength, decay })
  })
  return shape(sound, { attack, release: 0.2 })
}
