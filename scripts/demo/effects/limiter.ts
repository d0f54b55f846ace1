// The last hand on the level: it sees a peak coming and has already turned down when it arrives.
import { RATE, type Stereo } from '../sound/stereo.ts'

const AHEAD = Math.round(0.006 * RATE)
const RECOVERY = Math.exp(-1 / (0.12 * RATE))

/** Keeps both sides at or under `ceiling`, in place, with one gain for both so that nothing shifts. */
export function limit(tape: Stereo, ceiling: number): void {
  const need = needed(tape, ceiling)
  if (!need) return
  const gain = soonest(need)
  recoverSlowly(gain)
  smooth(gain)
  for (const side of [tape.left, tape.right]) {
    for (let i = 0; i < side.length; i++) side[i] = (side[i] ?? 0) * (gain[i] ?? 1)
  }
}

/** The gain each frame asks for by itself, or nothing when all are low enough. */
function needed({ left, right }: Stereo, ceiling: number): Float32Array | undefined {
  let gain: Float32Array | undefined
  for (let i = 0; i < left.length; i++) {
    const peak = Math.max(Math.abs(left[i] ?? 0), Math.abs(right[i] ?? 0))
    if (peak <= ceiling) continue
    gain ??= new Float32Array(left.length).fill(1)
    gain[i] = ceiling / peak
  }
  return gain
}

/** Holds each need for the frames around it, so that averaging later cannot forget it. */
function soonest(need: Float32Array): Float32Array {
  const gain = new Float32Array(need)
  for (let i = 0; i < need.length; i++) {
    const wanted = need[i] ?? 1
    if (wanted === 1) continue
    const end = Math.min(need.length, i + AHEAD + 1)
    for (let j = Math.max(0, i - AHEAD); j < end; j++) gain[j] = Math.min(gain[j] ?? 1, wanted)
  }
  return gain
}

function recoverSlowly(gain: Float32Array): void {
  let level = 1
  for (let i = 0; i < gain.length; i++) {
    level = Math.min(gain[i] ?? 1, 1 - (1 - level) * RECOVERY)
    gain[i] = level
  }
}

/** A running mean over the look-ahead: it never rises above a need that was held on both sides. */
function smooth(gain: Float32Array): void {
  const source = new Float32Array(gain)
  const width = 2 * AHEAD + 1
  const last = source.length - 1
  let total = 0
  for (let i = -AHEAD; i <= AHEAD; i++) total += source[Math.max(0, Math.min(last, i))] ?? 1
  for (let i = 0; i <= last; i++) {
    gain[i] = total / width
    total += source[Math.min(last, i + AHEAD + 1)] ?? 1
    total -= source[Math.max(0, i - AHEAD)] ?? 1
  }
}
