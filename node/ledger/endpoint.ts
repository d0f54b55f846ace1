/**
 * One chain, by one JSON-RPC endpoint or several. The first that answers is asked; one that is silent,
 * busy or of another chain is passed over for the next. Where there are several, `agree` compares what
 * they say of the same block.
 */
import type { JsonRpcProvider } from 'ethers'
import { ChainUnavailableError, WrongChainError } from '../domain/errors.ts'
import { agreeing } from './agreement.ts'
import { EndpointProvider } from './endpointProvider.ts'
import { Line } from './line.ts'
import { chainAt, isBusy, rawRpc, rpc, RpcRefusal, type ChainName } from './rpc.ts'

export { chainAt, rpc, type ChainName } from './rpc.ts'

const AGREE_MS = 30_000

type Urls = string | readonly string[]
const listOf = (urls: Urls): readonly string[] => (typeof urls === 'string' ? [urls] : urls)

export class Endpoint {
  readonly chain: ChainName
  #lines: Line[]
  #provider: EndpointProvider | undefined
  #agreedAt = -Infinity

  /** Without a URL the chain is known by name only, and every call says so. */
  constructor(urls: Urls | undefined, chain: ChainName) {
    this.chain = chain
    this.#lines = listOf(urls ?? []).map((url) => new Line(url, chain))
  }

  /** The chain is that of the first that answers. */
  static async open(urls: Urls): Promise<Endpoint> {
    let silent: Error | undefined
    for (const [i, url] of listOf(urls).entries()) {
      try {
        const chain = await chainAt(url)
        const endpoint = new Endpoint(undefined, chain)
        endpoint.#lines = listOf(urls).map((each, at) => new Line(each, chain, at === i))
        return endpoint
      } catch (error) {
        silent ??= asError(error)
      }
    }
    throw silent ?? new ChainUnavailableError('no endpoint was named')
  }

  /** Throws our errors. */
  async send(method: string, params: readonly unknown[], signal?: AbortSignal): Promise<unknown> {
    return this.#ask((url) => rpc(url, method, params, signal))
  }

  /** For a caller who speaks JSON-RPC: what the endpoint refuses is thrown as `RpcRefusal`. */
  async forward(
    method: string,
    params: readonly unknown[],
    signal?: AbortSignal,
  ): Promise<unknown> {
    return this.#ask((url) => rawRpc(url, method, params, signal))
  }

  /** For ethers' signers. */
  get provider(): JsonRpcProvider {
    if (this.#lines.length === 0) throw new ChainUnavailableError('no endpoint was named')
    this.#provider ??= new EndpointProvider(this)
    return this.#provider
  }

  /**
   * Compares what the endpoints say, now and then; nothing to do for a single one. Those who tell
   * another chain than most are not asked for a while. Throws `ChainUnavailableError` where nobody can
   * tell who is right.
   */
  async agree(signal?: AbortSignal): Promise<void> {
    if (this.#lines.length < 2 || performance.now() - this.#agreedAt < AGREE_MS) return
    const liars = await agreeing(this.#trusted(), signal)
    for (const line of liars) line.distrust()
    this.#agreedAt = performance.now()
  }

  /** The same chain answers somewhere else now: looked at before it is used. */
  moveTo(url: string): void {
    this.close()
    this.#provider = undefined
    this.#lines = [new Line(url, this.chain)]
  }

  close(): void {
    this.#provider?.destroy()
  }

  #trusted(): Line[] {
    return this.#lines.filter(({ isTrusted }) => isTrusted)
  }

  async #ask(call: (url: string) => Promise<unknown>): Promise<unknown> {
    const trusted = this.#trusted()
    const rested = trusted.filter(({ isResting }) => !isResting)
    const resting = trusted.filter(({ isResting }) => isResting)
    let failure: Error | undefined
    for (const line of [...rested, ...resting]) {
      try {
        return await line.ask(call)
      } catch (error) {
        if (!mayBeBetterElsewhere(error)) throw error
        failure ??= asError(error)
      }
    }
    throw failure ?? new ChainUnavailableError('no endpoint was named')
  }
}

const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(String(thrown))

const mayBeBetterElsewhere = (error: unknown): boolean =>
  error instanceof ChainUnavailableError ||
  error instanceof WrongChainError ||
  (error instanceof RpcRefusal && isBusy(error))
