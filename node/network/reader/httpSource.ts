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

export class HttpSource implements Source {
  readonly name: PeerName
  readonly lastResort = false
  readonly #fetch: Fetch
  readonly #foreign: boolean

  /** `foreign`: it knows nothing but the gateway's own questions. */
  constructor(name: PeerName, fetch: Fetch, { foreign = false } = {}) {
    this.name = name
    this.#fetch = fetch
    this.#foreign = foreign
  }

  async *ask(cids: readonly CID[], options: AskOptions): AsyncGenerator<CarBlock> {
    if (this.#foreign) {
      for (const cid of cids) yield { cid, bytes: await this.#raw(cid, options) }
      return
    }
    for (let at = 0; at < cids.length; at += MAX_WANTS) {
      const body = encodeWants(cids.slice(at, at + MAX_WANTS))
      yield* this.#car({ ...post('/api/v1/blocks', body), headers: carHeaders(true) }, options)
    }
  }

  async *askFile(root: CID, { from, to }: Span, options: AskOptions): AsyncGenerator<CarBlock> {
    const bytes = `entity-bytes=${from}:${to - 1}`
    const path = `/ipfs/${root.toString()}?format=car&dag-scope=entity&${bytes}`
    yield* this.#car({ path, headers: carHeaders() }, options)
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

  async #raw(cid: CID, options: AskOptions): Promise<Uint8Array> {
    const path = `/ipfs/${cid.toString()}?format=raw`
    return this.#whole({ path, headers: { accept: RAW } }, MAX_BLOCK_BYTES, options)
  }

  async *#car(question: HttpQuestion, options: AskOptions): AsyncGenerator<CarBlock> {
    yield* readCar(await this.#body(question, options))
  }

  async #whole(question: HttpQuestion, most: number, options: AskOptions): Promise<Uint8Array> {
    const parts: Uint8Array[] = []
    let length = 0
    for await (const part of await this.#body(question, options)) {
      length += part.length
      if (length > most) throw new FailedSourceError(this.name, `more than ${most} bytes came`)
      parts.push(part)
    }
    const whole = new Uint8Array(length)
    let at = 0
    for (const part of parts) {
      whole.set(part, at)
      at += part.length
    }
    return whole
  }

  async #body(question: HttpQuestion, { signal, onBytes }: AskOptions) {
    const { status, body } = await this.#fetch(question, signal)
    if (status === 200) return onBytes ? counted(body, onBytes) : body
    // What it says of its refusal is of no use, and the stream must be let go.
    await body[Symbol.asyncIterator]().return?.()
    if (status === 404 || status === 410 || status === 412) throw new LackingError(this.name)
    throw new FailedSourceError(this.name, `it answered ${status}`)
  }
}

const carHeaders = (posting = false): Record<string, string> => ({
  accept: CAR,
  ...(posting && { 'content-type': WANTS_TYPE }),
})

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
