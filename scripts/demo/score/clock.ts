// Beats into seconds.

/** The second at which a beat falls, counted from the start of the piece. */
export type Clock = (beat: number) => number

/**
 * A steady tempo. `swing` is where the off-beat falls inside the beat: 0.5 is straight, 0.64 is a
 * brushed ride at a medium tempo. `rest` is silence before the first beat.
 */
export function clock(bpm: number, { swing = 0.5, rest = 0.1 } = {}): Clock {
  return (beat) => {
    const whole = Math.floor(beat)
    const part = beat - whole
    const swung = part < 0.5 ? part * 2 * swing : swing + (part - 0.5) * 2 * (1 - swing)
    return rest + ((whole + swung) * 60) / bpm
  }
}
