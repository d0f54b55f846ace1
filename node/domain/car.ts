/**
 * Blocks one after the other: CAR version 1 (https://ipld.io/specs/transport/car/carv1/), the form
 * in which trustless gateways send several blocks at once. What is read here is a stranger's word:
 * lengths are bounded before anything is kept, and nobody has compared a block with its CID yet.
 */
import * as dagCbor from '@ipld/dag-cbor'
import { CID } from 'multiformats/cid'
import { varint } from 'multiformats'
import { BrokenCarError } from './errors.ts'

/** A block and the CID it claims. */
export interface CarBlock {
  cid: CID
  bytes: Uint8Array
}

/** The largest block other IPFS implementations exchange (2 MiB), and room for its CID. */
const MAX_FRAME_BYTES = 2 * 1024 * 1024 + 128
const MAX_HEADER_BYTES = 4096

export function carHeader(roots: readonly CID[]): Uint8Array {
  const header = dagCbor.encode({ version: 1, roots })
  return joined([varintOf(header.length), header])
}

/** What goes before a block's bytes: the length of both, and the CID. */
export const carFrameHead = (cid: CID, length: number): Uint8Array =>
  joined([varintOf(cid.bytes.length + length), cid.bytes])

/**
 * The blocks of a CAR as they come. Throws `BrokenCarError` when it is none, or ends inside a frame;
 * that nothing is missing after the last frame only who asked can tell.
 */
export async function* readCar(source: AsyncIterable<Uint8Array>): AsyncGenerator<CarBlock> {
  await using bytes = new Incoming(source)
  const headerLength = await bytes.length(MAX_HEADER_BYTES)
  if (headerLength === undefined) throw new BrokenCarError('it is empty')
  checkHeader(await bytes.take(headerLength))
  for (;;) {
    const length = await bytes.length(MAX_FRAME_BYTES)
    if (length === undefined) return
    yield parseFrame(await bytes.take(length))
  }
}

function checkHeader(bytes: Uint8Array): void {
  let header: unknown
  try {
    header = dagCbor.decode(bytes)
  } catch (cause) {
    throw new BrokenCarError('its header cannot be read', { cause })
  }
  const version = typeof header === 'object' && header && 'version' in header && header.version
  if (version !== 1) throw new BrokenCarError('its header is not of version 1')
}

function parseFrame(frame: Uint8Array): CarBlock {
  try {
    const [cid, bytes] = CID.decodeFirst(frame)
    return { cid, bytes }
  } catch (cause) {
    throw new BrokenCarError('a frame does not begin with a CID', { cause })
  }
}

/** Chunks as they come, cut anew into the lengths they name. */
class Incoming implements AsyncDisposable {
  readonly #source: AsyncIterator<Uint8Array>
  #chunk: Uint8Array = new Uint8Array()

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** The next length, an unsigned varint; undefined when the bytes end here. */
  async length(most: number): Promise<number | undefined> {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      if (this.#chunk.length === 0 && !(await this.#next())) {
        if (scale === 1) return undefined
        throw new BrokenCarError('it ends inside a length')
      }
      const [byte = 0] = this.#chunk
      this.#chunk = this.#chunk.subarray(1)
      value += (byte & 127) * scale
      if (value > most || scale > most) throw new BrokenCarError(`a length is above ${most}`)
      if (byte < 128) return value
    }
  }

  async take(length: number): Promise<Uint8Array> {
    if (this.#chunk.length < length) return this.#gather(length)
    return this.#cut(length)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#source.return?.()
  }

  /** Each byte is copied once, however small the chunks are. */
  async #gather(length: number): Promise<Uint8Array> {
    const whole = new Uint8Array(length)
    for (let at = 0; ;) {
      const part = this.#cut(Math.min(length - at, this.#chunk.length))
      whole.set(part, at)
      at += part.length
      if (at === length) return whole
      if (!(await this.#next())) throw new BrokenCarError('it ends inside a frame')
    }
  }

  #cut(length: number): Uint8Array {
    const taken = this.#chunk.subarray(0, length)
    this.#chunk = this.#chunk.subarray(length)
    return taken
  }

  async #next(): Promise<boolean> {
    const next = await this.#source.next()
    if (next.done === true) return false
    this.#chunk = next.value
    return true
  }
}

const varintOf = (length: number): Uint8Array =>
  varint.encodeTo(length, new Uint8Array(varint.encodingLength(length)))

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
