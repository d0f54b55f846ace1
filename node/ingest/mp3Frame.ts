/** The header of one MPEG audio frame, layer III: every frame names its own length. */

export interface Mp3Frame {
  /** In bytes, header included. */
  length: number
  samples: number
  rate: number
  /** In kbit/s. */
  bitRate: number
  /** Where a Xing, Info or VBRI note would stand, from the frame's start. */
  noteAt: number
}

const BIT_RATES = {
  v1: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  v2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
}
const RATES = [44100, 48000, 32000]
const MONO = 3

/** Undefined where no frame starts. "Free format" has no length of its own and is none of ours. */
export function parseMp3Frame(bytes: Uint8Array, at: number): Mp3Frame | undefined {
  const [sync = 0, kind = 0, rates = 0, mode = 0] = bytes.subarray(at, at + 4)
  if (at + 4 > bytes.length || sync !== 0xff || (kind & 0xe6) !== 0xe2) return undefined
  const version = (kind >> 3) & 3
  const first = version === 3
  const bitRate = BIT_RATES[first ? 'v1' : 'v2'][rates >> 4]
  const baseRate = RATES[(rates >> 2) & 3]
  if (version === 1 || !bitRate || baseRate === undefined) return undefined
  // MPEG 1, 2 and the unofficial 2.5 halve the sample rate at each step.
  const rate = baseRate / (first ? 1 : version === 2 ? 2 : 4)
  const samples = first ? 1152 : 576
  const padding = (rates >> 1) & 1
  const length = Math.floor((samples * bitRate * 125) / rate) + padding
  const mono = mode >> 6 === MONO
  const sideInfo = first ? (mono ? 17 : 32) : mono ? 9 : 17
  return { length, samples, rate, bitRate, noteAt: 4 + sideInfo }
}

export interface FrameAt extends Mp3Frame {
  at: number
}

/** This many in a row are no accident; four bytes that look like a header often are. */
const IN_A_ROW = 3

/**
 * Frames from `start` on, each beginning where the one before ends; across other bytes it looks
 * for the next that really is one. The last may reach beyond the bytes.
 */
export function* framesIn(bytes: Uint8Array, start = 0): Generator<FrameAt> {
  let lost = true
  for (let at = start; at + 4 <= bytes.length;) {
    const frame = parseMp3Frame(bytes, at)
    if (frame === undefined || (lost && !isFollowed(bytes, at, frame))) {
      lost = true
      at++
      continue
    }
    yield { ...frame, at }
    lost = false
    at += frame.length
  }
}

function isFollowed(bytes: Uint8Array, at: number, first: Mp3Frame): boolean {
  let next = at + first.length
  for (let more = 1; more < IN_A_ROW && next < bytes.length; more++) {
    const frame = parseMp3Frame(bytes, next)
    if (frame?.rate !== first.rate) return false
    next += frame.length
  }
  return true
}
