/** Talks to the node that runs on a data directory, over its HTTP gateway on this machine. */
import { setTimeout as pause } from 'node:timers/promises'
import {
  ChainLedger,
  ChainUnavailableError,
  Endpoint,
  MegaboxError,
  parseAddress,
  RemoteError,
  type ErrorBody,
  type Press,
  type ReleaseView,
  type Standing,
} from '../index.ts'
import { isAlive, NoNodeError, readRunFile, type NodeStatus } from '../daemon/main.ts'
import { errorFrom } from './errorFrom.ts'
import { linesOf } from './lines.ts'

/** The node looks at its chain again after a failure, at first soon. */
const SILENT_MS = 5_000

export class Client {
  readonly #directory: string
  readonly #http: string
  readonly #token: string

  private constructor(directory: string, http: string, token: string) {
    this.#directory = directory
    this.#http = http
    this.#token = token
  }

  static async open(directory: string): Promise<Client> {
    const run = await readRunFile(directory)
    // A killed node leaves its file behind, and another program may have its port by now.
    if (!run || !isAlive(run)) throw new NoNodeError(directory)
    return new Client(directory, run.http, run.token)
  }

  get url(): string {
    return this.#http
  }

  /** Throws the node's own errors. `path` begins with `/`. */
  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    headers.set('x-megabox-token', this.#token)
    let response: Response
    try {
      response = await fetch(this.#http + path, { ...init, headers })
    } catch (cause) {
      throw new NoNodeError(this.#directory, { cause })
    }
    if (response.ok) return response
    throw await errorFrom(response)
  }

  async json<Result>(path: string, init?: RequestInit): Promise<Result> {
    // Our own node's API: its shapes are fixed by `ReleaseView` and `NodeStatus`.
    return (await (await this.request(path, init)).json()) as Result
  }

  /** Long work of the node: its progress as it goes on, then what is called `result`. */
  async *steps<Progress, Result>(
    path: string,
    body: object,
    result: string,
  ): AsyncGenerator<Progress, Result> {
    const headers = { 'content-type': 'application/json' }
    const init = { method: 'POST', headers, body: JSON.stringify(body) }
    try {
      for await (const line of linesOf<object>(await this.request(path, init))) {
        // Our own node's API again: each line has one name and one shape.
        if ('error' in line) throw new RemoteError(line as ErrorBody)
        if (result in line) return (line as Record<string, Result>)[result] as Result
        yield (line as { progress: Progress }).progress
      }
    } catch (error) {
      // What is not our word is the wire's: the node was stopped or killed.
      if (error instanceof MegaboxError) throw error
    }
    const message = 'The node stopped before it was done.'
    const cure = 'Start it and run the same command again.'
    throw new RemoteError({ error: { code: 'NodeError', message, cure } })
  }

  status(): Promise<NodeStatus> {
    return this.json('/api/v1/status')
  }

  /** Whoever asked for a release gets that one or none: what is bought or saved depends on it. */
  async release(id: string): Promise<ReleaseView> {
    const view = await this.json<ReleaseView>(`/api/v1/releases/${encodeURIComponent(id)}`)
    if (String(view.release).toLowerCase() === id.toLowerCase()) return view
    const message = `The node answered with another release than ${id}.`
    const cure = 'Trust it with nothing; ask another node.'
    throw new RemoteError({ error: { code: 'NodeError', message, cure } })
  }

  /** A ledger that reaches the chain through the node, so the command line needs no endpoint. */
  async ledger(): Promise<{ ledger: ChainLedger; endpoint: Endpoint }> {
    const chain = await this.#reachedChain()
    const endpoint = await Endpoint.open(`${this.#http}/rpc`)
    const ledger = new ChainLedger(endpoint, parseAddress(chain.releases), chain.since)
    return { endpoint, ledger }
  }

  /** A chain that was silent for a moment, as when it reorganises, is asked again within seconds. */
  async #reachedChain(): Promise<NodeStatus['chain']> {
    const deadline = performance.now() + SILENT_MS
    for (;;) {
      const { chain } = await this.status()
      if (chain.state !== 'unreachable') return chain
      if (performance.now() > deadline) {
        throw new ChainUnavailableError('the node cannot reach its endpoint')
      }
      await pause(500)
    }
  }

  /** Has the node keep a small file whole and serve it. */
  async keep(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.request('/api/v1/pins', { method: 'PUT', body: bytes })
  }

  press(): Press {
    return {
      find: async (release) => {
        await this.request('/api/v1/follow', { method: 'POST' })
        return this.release(release).catch((error: unknown) => {
          if (error instanceof RemoteError && error.name === 'UnknownReleaseError') return undefined
          throw error
        })
      },
      accept: async (block) => {
        await this.request('/api/v1/manifests', { method: 'PUT', body: Uint8Array.from(block) })
      },
      verdict: (release) =>
        this.json<Standing>(`/api/v1/releases/${release}/verdict`).catch((error: unknown) => {
          if (error instanceof RemoteError && error.name === 'UnknownReleaseError') return undefined
          throw error
        }),
      announce: async (data) => {
        await this.request('/api/v1/announcements', { method: 'POST', body: Uint8Array.from(data) })
      },
    }
  }
}
