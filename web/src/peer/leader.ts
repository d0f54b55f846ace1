/**
 * One page of this shop leads: it has the worker with the store and the reader, and answers for all.
 * The browser's lock says which; when that page is closed, the next in line has it.
 */
import type { Begin } from './engine/worker.ts'
import { isWord, LEADER_LOCK, tellOfNewLeader } from './link.ts'
import { answer, type Answers } from './wire.ts'

export class Leader {
  readonly #begin: Omit<Begin, 'page'>
  readonly #answers: Answers
  readonly #over = new AbortController()
  #worker: Worker | undefined

  /** `answers`: to the worker, for what only a page can do. */
  constructor(begin: Omit<Begin, 'page'>, answers: Answers) {
    this.#begin = begin
    this.#answers = answers
  }

  get leads(): boolean {
    return this.#worker !== undefined
  }

  /** Stands in line, and leads until it is closed. */
  start(): void {
    const { signal } = this.#over
    const carry = ({ data, ports: [port] }: MessageEvent) => {
      if (port && isWord(data, 'connect')) this.carry(port)
      if (port && isWord(data, 'leading')) port.postMessage(this.leads)
    }
    navigator.serviceWorker.addEventListener('message', carry, { signal })
    navigator.serviceWorker.startMessages()
    navigator.locks
      .request(LEADER_LOCK, { signal }, async () => {
        this.#lead()
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
        this.#worker?.terminate()
        this.#worker = undefined
      })
      .catch(() => undefined) // closed while it stood in line
  }

  /** Gives the port to the worker. False when another page leads. */
  carry(port: MessagePort): boolean {
    this.#worker?.postMessage('ask', [port])
    return this.leads
  }

  close(): void {
    this.#over.abort()
  }

  #lead(): void {
    const { port1, port2 } = new MessageChannel()
    answer(port1, this.#answers)
    this.#worker = new Worker(new URL('./engine/worker.ts', import.meta.url), { type: 'module' })
    const begin: Begin = { ...this.#begin, page: port2 }
    this.#worker.postMessage(begin, [port2])
    tellOfNewLeader()
  }
}
