/** A whole answer as it lies on the wire, and where each part of it ends. */
import type { CID } from 'multiformats/cid'
import { carFrameHead, carHeader, type CarBlock } from '../../../node/domain/car.ts'

export interface Laid {
  bytes: Uint8Array
  /** Where a line, a head, a chunk or a frame ends, ascending. */
  edges: number[]
}

const STATUS = 'HTTP/1.1 200 OK\r\n'
export const CAR_FIELD = 'content-type: application/vnd.ipld.car; version=1\r\n'

/** As an honest node sends it: in chunks, each part of a CAR in one of its own. */
export function laid(blocks: readonly CarBlock[], roots: readonly CID[] = []): Laid {
  const parts: Uint8Array[] = []
  const edges: number[] = []
  let at = 0
  const add = (part: Uint8Array | string): void => {
    parts.push(Buffer.from(part))
    at += part.length
    edges.push(at)
  }
  const chunk = (body: Uint8Array): void => {
    add(`${body.length.toString(16)}\r\n`)
    add(body)
    add('\r\n')
  }
  add(STATUS)
  add(`${CAR_FIELD}transfer-encoding: chunked\r\n`)
  add('\r\n')
  chunk(carHeader(roots))
  for (const { cid, bytes } of blocks) {
    chunk(carFrameHead(cid, bytes.length))
    chunk(bytes)
  }
  add('0\r\n')
  add('\r\n')
  return { bytes: Buffer.concat(parts), edges }
}

/** Its length said beforehand, truly or not. */
export function laidWithLength(blocks: readonly CarBlock[], lie: (length: number) => number) {
  const frames = blocks.flatMap(({ cid, bytes }) => [carFrameHead(cid, bytes.length), bytes])
  const car = Buffer.concat([carHeader([]), ...frames])
  const head = `${STATUS}${CAR_FIELD}content-length: ${lie(car.length)}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), car])
}
