/**
 * A source that speaks the Trustless Gateway: a peer over libp2p streams, or a gateway by its URL
 * (IPFS http-gateways/trustless-gateway; IPIP-402, IPIP-412). Peers of ours also answer questions
 * for many blocks at once; of a foreign gateway they are asked one by one.
 */
import type { CID } from 'multiformats/cid'
import { readCar, type CarBlock } from '../../domain/car.ts'
import type { PeerName } from '../../domain/ports.ts'
import { decodeHave, encodeWants, MAX_WANTS, WANTS_TYPE } from '../../domain/wants.ts'
import {
  FailedSourceError,
  LackingError,
  type AskOptions,
  type Source,
  type Span,
} from './source.ts'

export interface HttpQuestion {
  method?: 'GET' | 'POST'
  path: string
  headers?: Record<string, string>
  body?: Uint8Array<ArrayBuffer>
  /** It may be asked twice without harm. */
  safe?: boolean
}

export interface HttpAnswer {
  status: number
  body: AsyncIterable<Uint8Array>
}

/** One question over whatever carries HTTP to this source. */
export type Fetch = (question: HttpQuestion, signal: AbortSignal) => Promise<HttpAnswer>

const CAR = 'application/vnd.ipld.car; version=1; order=dfs; dups=n'
const RAW = 'application/vnd.ipld.raw'
/** No block is larger; see domain/car.ts. */
const MAX_BLOCK_BYTES = 2 * 1024 * 1024
const MAX_HAVE_BYTES = 1024
/** A leaf and a little: most blocks fit at once. */
const FIRST_ROOM = 260 * 1024
/** Questions under way to a gateway that takes one block a question. */
const AT_ONCE = 4

export class HttpSource implements Source {
  readonly name: PeerName
  readonly lastResort = false
  readonly #fetch: Fetch
  /** It knows nothing but the gateway's own questions; found out when it is first asked ours. */
  #foreign = false

  constructor(name: PeerName, fetch: Fetch) {
    this.name = name
    this.#fetch = fetch
  }

  async *ask(cids: readonly CID[], options: AskOptions): AsyncGenerator<CarBlock> {
    for (let at = 0; at < cids.length; at += MAX_WANTS) {
      const some = cids.slice(at, at + MAX_WANTS)
      const answer = this.#foreign ? undefined : await this.#batch(some, options)
      if (answer) yield* readCar(answer)
      else yield* this.#oneByOne(some, options)
    }
  }

  async *askFile(root: CID, { from, to }: Span, options: AskOptions): AsyncGenerator<CarBlock> {
    const bytes = `entity-bytes=${from}:${to - 1}`
    const path = `/ipfs/${root.toString()}?format=car&dag-scope=entity&${bytes}`
    yield* readCar(await this.#body({ path, headers: { accept: CAR } }, options))
  }

  async has(cid: CID, options: AskOptions): Promise<boolean> {
    if (this.#foreign) return true
    const question = {
      ...post('/api/v1/have', encodeWants([cid])),
      headers: { 'content-type': WANTS_TYPE },
    }
    const [has = false] = decodeHave(await this.#whole(question, MAX_HAVE_BYTES, options), 1)
    return has
  }

  /** Nothing when it does not know the question. */
  async #batch(cids: readonly CID[], options: AskOptions) {
    const headers = { accept: CAR, 'content-type': WANTS_TYPE }
    const question = { ...post('/api/v1/blocks', encodeWants(cids)), headers }
    const answer = await this.#fetch(question, options.signal)
    // We answer with fewer blocks, and never so.
    this.#foreign = [400, 404, 405, 501].includes(answer.status)
    if (!this.#foreign) return this.#opened(answer, options)
    await dismiss(answer)
    return undefined
  }

  async *#oneByOne(cids: readonly CID[], options: AskOptions): AsyncGenerator<CarBlock> {
    for (let at = 0; at < cids.length; at += AT_ONCE) {
      const coming = cids.slice(at, at + AT_ONCE).map((cid) => {
        const block = this.#raw(cid, options).catch(unlessLacking)
        block.catch(() => undefined) // it is awaited in its turn, or the asker has left
        return { cid, block }
      })
      for (const { cid, block } of coming) {
        const bytes = await block
        if (bytes) yield { cid, bytes }
      }
    }
  }

  async #raw(cid: CID, options: AskOptions): Promise<Uint8Array> {
    const path = `/ipfs/${cid.toString()}?format=raw`
    return this.#whole({ path, headers: { accept: RAW } }, MAX_BLOCK_BYTES, options)
  }

  async #whole(question: HttpQuestion, most: number, options: AskOptions): Promise<Uint8Array> {
    // Copied as it comes: a peer that sends byte by byte would have us hold an object for each.
    let whole = new Uint8Array(Math.min(most, FIRST_ROOM))
    let length = 0
    for await (const part of await this.#body(question, options)) {
      const end = length + part.length
      if (end > most) throw new FailedSourceError(this.name, `more than ${most} bytes came`)
      if (end > whole.length) whole = copyOf(whole, Math.min(most, Math.max(end, 2 * whole.length)))
      whole.set(part, length)
      length = end
    }
    return length > whole.length / 2 ? whole.subarray(0, length) : whole.slice(0, length)
  }

  async #body(question: HttpQuestion, options: AskOptions) {
    return this.#opened(await this.#fetch(question, options.signal), options)
  }

  async #opened(answer: HttpAnswer, { onBytes }: AskOptions) {
    const { status, body } = answer
    if (status === 200) return onBytes ? counted(body, onBytes) : body
    await dismiss(answer)
    if (status === 404 || status === 410 || status === 412) throw new LackingError(this.name)
    throw new FailedSourceError(this.name, `it answered ${status}`)
  }
}

function copyOf(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const longer = new Uint8Array(length)
  longer.set(bytes)
  return longer
}

function unlessLacking(thrown: unknown): undefined {
  if (!(thrown instanceof LackingError)) throw thrown
}

/** What it says of its refusal is of no use, and the stream must be let go. */
async function dismiss({ body }: HttpAnswer): Promise<void> {
  await body[Symbol.asyncIterator]().return?.()
}

const post = (path: string, body: Uint8Array<ArrayBuffer>) => ({
  method: 'POST' as const,
  safe: true,
  path,
  body,
})

async function* counted(
  body: AsyncIterable<Uint8Array>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const part of body) {
    onBytes(part.length)
    yield part
  }
}
