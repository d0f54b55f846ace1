/** One endpoint among several: whether it serves our chain, and whether it is worth asking just now. */
import { ChainUnavailableError, WrongChainError } from '../domain/errors.ts'
import { chainAt, type ChainName } from './rpc.ts'

/** How long one that fell silent is asked after the others, and one that lied not at all. */
const REST_MS = 5_000
const DISTRUST_MS = 10 * 60_000

export class Line {
  readonly url: string
  readonly #chain: ChainName
  /** Has it shown that it serves our chain since it last fell silent? */
  #known: boolean
  #restUntil = 0
  #distrustedUntil = 0

  constructor(url: string, chain: ChainName, known = false) {
    this.url = url
    this.#chain = chain
    this.#known = known
  }

  get isResting(): boolean {
    return performance.now() < this.#restUntil
  }

  get isTrusted(): boolean {
    return performance.now() >= this.#distrustedUntil
  }

  /** It told another chain than most others. */
  distrust(): void {
    this.#known = false
    this.#distrustedUntil = performance.now() + DISTRUST_MS
  }

  async ask<Answer>(call: (url: string) => Promise<Answer>): Promise<Answer> {
    try {
      if (!this.#known) await this.#recognise()
      return await call(this.url)
    } catch (error) {
      if (error instanceof ChainUnavailableError) {
        this.#known = false
        this.#restUntil = performance.now() + REST_MS
      }
      throw error
    }
  }

  async #recognise(): Promise<void> {
    const { id, genesis } = await chainAt(this.url)
    if (id !== this.#chain.id || genesis !== this.#chain.genesis) {
      throw new WrongChainError(
        `The endpoint serves chain ${id} with genesis ${genesis}, not ${this.#chain.id} with ${this.#chain.genesis}.`,
        'Name an endpoint of the right chain with --chain, or use another --data directory.',
      )
    }
    this.#known = true
  }
}
