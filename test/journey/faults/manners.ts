/**
 * What a hostile node does with the answer an honest one would have given. Named in JSON, so that a
 * test can tell another process.
 */
import type { Stream } from '@libp2p/interface'
import { setTimeout as pause } from 'node:timers/promises'
import type { CarBlock } from '../../../node/domain/car.ts'
import { Outlet } from '../../../node/network/road/outlet.ts'
import { CAR_FIELD, laid, laidWithLength } from './laid.ts'

/** `edge`: which end of a part, counted from 0; `nudge`: so many bytes beside it. */
interface Cut {
  edge: number
  nudge: number
  how: 'reset' | 'end'
}

export type Manners =
  | { kind: 'honest' }
  /** `once`: of each kind of answer only the first. */
  | ({ kind: 'cut'; once: boolean } & Cut)
  /** One bit of every leaf, or of one leaf of the song. */
  | { kind: 'flipped'; leaf?: number }
  | { kind: 'other file' }
  | { kind: 'other order' }
  | { kind: 'twice' }
  | { kind: 'one byte a second' }
  | { kind: 'silence' }
  | { kind: 'half, then silence' }
  | { kind: 'endless head' }
  | { kind: 'slow endless head' }
  | { kind: 'only interim answers' }
  | { kind: 'no head at all' }
  | { kind: 'an empty body' }
  | { kind: 'an empty CAR' }
  | { kind: 'no marked end' }
  | { kind: 'two marked ends' }
  | { kind: 'a length too long' }
  | { kind: 'a length too short' }
  | { kind: 'a chunk of a terabyte' }
  | { kind: 'a frame of a terabyte' }
  | { kind: 'endless chunks of nothing' }
  | { kind: 'endless frames' }
  | { kind: 'an error for everything' }

export interface Asked {
  /** What an honest node would send. */
  blocks: readonly CarBlock[]
  /** The leaves of its songs, in order. */
  leaves: readonly string[]
  /** Sound blocks of another file. */
  others: readonly CarBlock[]
  /** Whether this kind of answer was given to this peer before. */
  again: boolean
}

const OK = `HTTP/1.1 200 OK\r\n${CAR_FIELD}`
const CHUNKED = `${OK}transfer-encoding: chunked\r\n\r\n`

/** Sends the answer; when this ends the stream waits for the next question, unless it was closed. */
export async function answerAs(manners: Manners, asked: Asked, stream: Stream): Promise<void> {
  const outlet = new Outlet(stream, { patienceMs: 60_000 })
  const send = (bytes: Uint8Array | string) => outlet.send(Buffer.from(bytes))
  const { blocks, others } = asked
  const whole = laid(blocks)
  switch (manners.kind) {
    case 'honest':
      return send(whole.bytes)
    case 'cut':
      if (manners.once && asked.again) return send(whole.bytes)
      return cut(whole, manners, stream, send)
    case 'flipped':
      return send(laid(flipped(asked, manners.leaf)).bytes)
    case 'other file':
      return send(laid(others).bytes)
    case 'other order':
      return send(laid(blocks.toReversed()).bytes)
    case 'twice':
      return send(laid([...blocks, ...blocks]).bytes)
    case 'one byte a second':
      await send(CHUNKED)
      return drip(whole.bytes.subarray(CHUNKED.length), send)
    case 'silence':
      return forever(stream)
    case 'half, then silence':
      await send(whole.bytes.subarray(0, whole.bytes.length >> 1))
      return forever(stream)
    case 'endless head':
      await send(OK)
      return endlessly(() => send('x-more: of it\r\n'.repeat(50)))
    case 'slow endless head':
      await send(OK)
      return drip(Buffer.from('x-more: of it\r\n'.repeat(1000)), send)
    case 'only interim answers':
      return endlessly(() => send('HTTP/1.1 103 Early Hints\r\n\r\n'))
    case 'no head at all':
      return send(Buffer.alloc(100_000, 7))
    case 'an empty body':
      return send(`${OK}content-length: 0\r\n\r\n`)
    case 'an empty CAR':
      return send(laid([]).bytes)
    case 'no marked end':
      await send(`${OK}connection: close\r\n\r\n`)
      return send(whole.bytes.subarray(CHUNKED.length))
    case 'two marked ends':
      await send(`${OK}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n`)
      return send(whole.bytes.subarray(CHUNKED.length))
    case 'a length too long':
      await send(laidWithLength(blocks, (length) => length + 1))
      return forever(stream)
    case 'a length too short':
      return send(laidWithLength(blocks, (length) => length - 1))
    case 'a chunk of a terabyte':
      await send(`${CHUNKED}10000000000\r\n`)
      return endlessly(() => send(Buffer.alloc(65_536)))
    case 'a frame of a terabyte':
      await send(`${CHUNKED}ffffffff\r\n`)
      await send(whole.bytes.subarray(whole.edges[3] ?? 0, whole.edges[4]))
      await send(Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x80, 0x20))
      return endlessly(() => send(Buffer.alloc(65_536)))
    case 'endless chunks of nothing':
      await send(CHUNKED)
      return endlessly(() => send('1;of=nothing\r\n\0\r\n'))
    case 'endless frames': {
      const { bytes, edges } = laid([...blocks, ...others])
      await send(bytes.subarray(0, edges.at(-3)))
      const frame = bytes.subarray(edges.at(-9), edges.at(-3))
      return endlessly(() => send(frame))
    }
    case 'an error for everything':
      return send('HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n')
  }
}

async function cut(
  { bytes, edges }: ReturnType<typeof laid>,
  { edge, nudge, how }: Cut,
  stream: Stream,
  send: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const at = (edges[Math.min(edge, edges.length - 1)] ?? 0) + nudge
  await send(bytes.subarray(0, Math.max(0, at)))
  if (how === 'end') return stream.close()
  // What is to arrive before the reset must have left.
  await pause(20)
  stream.abort(new Error('cut'))
}

function flipped({ blocks, leaves }: Asked, only?: number): CarBlock[] {
  const chosen = only === undefined ? leaves : leaves.slice(only, only + 1)
  return blocks.map(({ cid, bytes }) => {
    if (!chosen.includes(cid.toString())) return { cid, bytes }
    const bent = bytes.slice()
    bent[bent.length >> 1] = (bent[bent.length >> 1] ?? 0) ^ 1
    return { cid, bytes: bent }
  })
}

async function drip(bytes: Uint8Array, send: (bytes: Uint8Array) => Promise<void>): Promise<void> {
  for (let at = 0; at < bytes.length; at++) {
    await send(bytes.subarray(at, at + 1))
    await pause(1000)
  }
}

/** Until the other side has had enough. */
async function endlessly(send: () => Promise<void>): Promise<never> {
  for (;;) {
    await send()
    await pause()
  }
}

const forever = (stream: Stream): Promise<void> =>
  new Promise((resolve) => stream.addEventListener('close', () => resolve()))
