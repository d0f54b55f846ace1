/**
 * The body of an answer as an async generator. By hand, because a generator function does nothing
 * when it is left before its first `next`, and waits for the pending one when it is left within:
 * here leaving always resets the stream at once, so that the sender stops.
 */
import { MegaboxError } from '../../domain/errors.ts'
import type { PeerName } from '../../domain/ports.ts'
import type { Body } from './body.ts'
import { BadAnswerError, CutAnswerError } from './errors.ts'
import { MalformedError } from './malformed.ts'

export interface Asker {
  peer: PeerName
  signal: AbortSignal | undefined
}

export interface BodyOwner extends Asker {
  /** Called once: the answer was read to its marked end, or nobody wants the rest. */
  settle(whole: boolean): void
}

export class AnswerBody implements AsyncGenerator<Uint8Array, void, void> {
  readonly #body: Body
  readonly #owner: BodyOwner
  #settled = false

  constructor(body: Body, owner: BodyOwner) {
    this.#body = body
    this.#owner = owner
    if (body.ended) this.#settle(true)
  }

  async next(): Promise<IteratorResult<Uint8Array, void>> {
    if (this.#settled) return DONE
    try {
      const value = await this.#body.next()
      if (this.#body.ended) this.#settle(true)
      return value ? { done: false, value } : DONE
    } catch (error) {
      // Left while this waited: that is the reader's own doing, and no error.
      if (this.#left()) return DONE
      this.#settle(false)
      throw told(error, this.#owner)
    }
  }

  return(): Promise<IteratorResult<Uint8Array, void>> {
    this.#settle(false)
    return Promise.resolve(DONE)
  }

  throw(error: unknown): Promise<IteratorResult<Uint8Array, void>> {
    this.#settle(false)
    return Promise.reject(error instanceof Error ? error : new Error(String(error)))
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }

  /** Asked anew after a wait. */
  #left(): boolean {
    return this.#settled
  }

  #settle(whole: boolean): void {
    if (this.#settled) return
    this.#settled = true
    this.#owner.settle(whole)
  }
}

const DONE = { done: true, value: undefined } as const

/** What went wrong, in words of ours. */
export function told(error: unknown, { peer, signal }: Asker): unknown {
  if (signal?.aborted) return signal.reason
  if (error instanceof MegaboxError) return error
  if (error instanceof MalformedError) return new BadAnswerError(peer, error.message)
  return new CutAnswerError(peer, { cause: error })
}
