/** What a player does with a source of bytes, whoever brings them: waits, plays, skips. */
import { setTimeout as pause } from 'node:timers/promises'
import { StallClock, type Heard } from './playout.ts'

/** Bytes from `offset` on, until the signal is aborted. */
export type OpenAt = (offset: number, signal: AbortSignal) => AsyncIterable<Uint8Array>

/** The first byte, a note's worth, and more than Chromium starts to play with (see README). */
export const MARKS = [1, 64 * 1024, 256 * 1024] as const

/** Milliseconds until so many bytes were there, for each of the marks. */
export async function timeToMarks(open: OpenAt, offset: number): Promise<number[]> {
  const stop = new AbortController()
  const started = performance.now()
  const times: number[] = []
  let have = 0
  for await (const { length } of quietly(open(offset, stop.signal), stop.signal)) {
    have += length
    while (have >= (MARKS[times.length] ?? Infinity)) times.push(performance.now() - started)
    if (times.length === MARKS.length) break
  }
  stop.abort()
  if (times.length < MARKS.length) throw new Error(`only ${have} bytes came from ${offset} on`)
  return times
}

export interface Skip {
  playMs: number
  /** How far a player reads ahead before it pauses. */
  aheadBytes: number
  to: number
}

/** Plays from the start at full speed, leaves, and asks elsewhere: times to the marks there. */
export async function skip(open: OpenAt, { playMs, aheadBytes, to }: Skip): Promise<number[]> {
  const leave = new AbortController()
  const left = pause(playMs).then(() => leave.abort())
  let have = 0
  for await (const { length } of quietly(open(0, leave.signal), leave.signal)) {
    have += length
    if (have >= aheadBytes) await left
    if (leave.signal.aborted) break
  }
  await left
  return timeToMarks(open, to)
}

export interface Listening {
  bytesPerSecond: number
  totalBytes: number
  startBytes: number
  aheadBytes: number
}

/** Plays in real time until nothing can stall any more, or for twice as long as it should take. */
export async function listen(open: OpenAt, song: Listening): Promise<Heard & { firstMs: number }> {
  const clock = new StallClock(song)
  const stop = new AbortController()
  const started = performance.now()
  let [have, firstMs] = [0, 0]
  const patienceMs = (2000 * song.totalBytes) / song.bytesPerSecond
  const patience = setTimeout(() => stop.abort(), patienceMs)
  for await (const { length } of quietly(open(0, stop.signal), stop.signal)) {
    firstMs ||= performance.now() - started
    have = Math.min(song.totalBytes, have + length)
    clock.arrived(have, performance.now())
    if (have === song.totalBytes) break
    const over = have - clock.position(performance.now()) - song.aheadBytes
    if (over > 0) await pause((over / song.bytesPerSecond) * 1000)
  }
  clearTimeout(patience)
  stop.abort()
  const now = performance.now()
  // Whoever never heard a note heard no stall either: it is one.
  if (have < Math.min(song.startBytes, song.totalBytes))
    return { stalls: 1, stalledMs: now - started, firstMs }
  return { ...clock.heard(now), firstMs }
}

/** Whoever has left hears no more of what then fails. */
async function* quietly(
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    yield* source
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
