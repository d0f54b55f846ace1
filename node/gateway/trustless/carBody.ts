/**
 * Blocks as the bytes of a CAR. What is small goes together, since every chunk costs a write on its
 * way out; what is large goes as it is, since copying it costs more.
 */
import type { CID } from 'multiformats/cid'
import { carFrameHead, carHeader, type CarBlock } from '../../domain/car.ts'

const SMALL = 16 * 1024
const CHUNK = 64 * 1024

/**
 * Throws before the first byte what the first block throws: there is still a status line then. So
 * the first block goes out alone, and says by itself that there is an answer.
 */
export async function* carBody(
  roots: readonly CID[],
  blocks: AsyncIterable<CarBlock>,
): AsyncGenerator<Uint8Array> {
  const small = new Bundle()
  let begun = false
  try {
    for await (const { cid, bytes } of blocks) {
      const isLarge = bytes.length > SMALL
      if (!begun) small.add(carHeader(roots))
      small.add(carFrameHead(cid, bytes.length))
      if (!isLarge) small.add(bytes)
      if (!begun || isLarge || small.bytes >= CHUNK) yield small.take()
      if (isLarge) yield bytes
      begun = true
    }
  } catch (thrown) {
    // What was found goes out first: the receiver keeps it, and asks others for the rest.
    if (small.bytes > 0) yield small.take()
    throw thrown
  }
  if (!begun) small.add(carHeader(roots))
  if (small.bytes > 0) yield small.take()
}

class Bundle {
  #parts: Uint8Array[] = []
  bytes = 0

  add(part: Uint8Array): void {
    this.#parts.push(part)
    this.bytes += part.length
  }

  /** All of it in one piece. */
  take(): Uint8Array {
    const whole = new Uint8Array(this.bytes)
    let at = 0
    for (const part of this.#parts) {
      whole.set(part, at)
      at += part.length
    }
    this.#parts = []
    this.bytes = 0
    return whole
  }
}
