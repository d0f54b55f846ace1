/**
 * The chain a node brings along, so that everything can be tried with play money: anvil on a
 * private loopback port. After each transaction two empty blocks are mined (else "safe" never
 * moves) and the state is kept (DESIGN §10).
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as pause } from 'node:timers/promises'
import { chainAt, ChainUnavailableError, rpc, type Bytes32 } from '../../index.ts'
import { ChainStateError } from '../errors.ts'
import { freePort } from '../freePort.ts'
import { anvilBinary } from './anvilBinary.ts'
import { hasState, mendState, saveState } from './chainState.ts'

const START_MS = 20_000
const GUARD = fileURLToPath(new URL('./guard.ts', import.meta.url))

export interface EmbeddedChainOptions {
  /** Holds the state between runs. */
  directory: string
  /** Used when it is free, so that a node that joined finds the chain again. */
  port?: number
  /** Of the chain that was kept here: no other is begun over it. */
  genesis?: Bytes32
  onProblem: (error: unknown) => void
}

export class EmbeddedChain implements AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly #guard: ChildProcess
  readonly #statePath: string
  readonly #onProblem: (error: unknown) => void
  #heads: WebSocket | undefined
  #keeping: Promise<void> | undefined
  #keepAgain = false
  #minedBlock = -1
  #savedBlock = -1
  /** Why the last save failed, until one succeeds. */
  #unsaved: Error | undefined
  #stopped = false

  private constructor(port: number, guard: ChildProcess, options: EmbeddedChainOptions) {
    this.port = port
    this.url = `http://127.0.0.1:${port}`
    this.#guard = guard
    this.#statePath = join(options.directory, 'state.json')
    this.#onProblem = options.onProblem
  }

  static async start(options: EmbeddedChainOptions): Promise<EmbeddedChain> {
    const { directory, genesis } = options
    await mkdir(directory, { recursive: true, mode: 0o700 })
    const statePath = join(directory, 'state.json')
    const saved = await hasState(statePath)
    if (!saved && genesis !== undefined) throw new ChainStateError(statePath, 'is missing or empty')
    if (saved) await mendState(statePath)
    const port = await freePort(options.port)
    const state = saved ? ['--load-state', statePath] : []
    const args = ['--host', '127.0.0.1', '--port', `${port}`, '--no-cors', '--accounts', '1']
    const guard = spawn(
      process.execPath,
      [GUARD, anvilBinary(), ...args, '--slots-in-an-epoch', '1', '--silent', ...state],
      // A process group of its own: Ctrl-C in the terminal is for us to handle.
      { stdio: ['pipe', 'ignore', 'pipe'], detached: true },
    )
    // Our guard dies after us; writing to it is never tried.
    guard.stdin.on('error', () => undefined)
    const chain = new EmbeddedChain(port, guard, options)
    try {
      await chain.#answering(complaintsOf(guard))
      if (saved) await chain.#recognise(genesis)
      await chain.#watch()
    } catch (error) {
      await chain[Symbol.asyncDispose]()
      throw error
    }
    return chain
  }

  /** Resolves when all that the chain has acknowledged so far is on disk; throws if it cannot be. */
  async settle(): Promise<void> {
    this.#keep()
    while (this.#keeping) await this.#keeping
    if (this.#unsaved !== undefined) throw this.#unsaved
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#stopped) return
    this.#stopped = true
    this.#heads?.close()
    await this.#keeping?.catch(() => undefined)
    if (this.#guard.exitCode !== null || this.#guard.signalCode !== null) return
    const gone = once(this.#guard, 'exit')
    this.#guard.stdin?.end()
    await gone
  }

  async #answering(complaints: () => string): Promise<void> {
    const deadline = performance.now() + START_MS
    while (performance.now() < deadline && this.#guard.exitCode === null) {
      const answer = await rpc(this.url, 'eth_chainId', []).catch(() => undefined)
      if (answer !== undefined) return
      await pause(30)
    }
    const why = complaints() || 'it gave no reason'
    if (why.includes('--load-state')) {
      throw new ChainStateError(this.#statePath, 'is damaged', { cause: new Error(why) })
    }
    throw new ChainUnavailableError(`the embedded chain did not start: ${why}`)
  }

  /** What was loaded is saved already, if it is what we kept. */
  async #recognise(expected: Bytes32 | undefined): Promise<void> {
    const { genesis } = await chainAt(this.url)
    if (expected !== undefined && genesis !== expected) {
      throw new ChainStateError(this.#statePath, 'is of another chain')
    }
    this.#minedBlock = this.#savedBlock = Number(await rpc(this.url, 'eth_blockNumber', []))
  }

  /** New blocks are told over WebSocket: polling would burn a core or lag. */
  async #watch(): Promise<void> {
    const heads = new WebSocket(this.url.replace('http', 'ws'))
    this.#heads = heads
    heads.addEventListener('message', ({ data }) => {
      if (String(data).includes('eth_subscription')) this.#keep()
    })
    heads.addEventListener('error', () => undefined)
    heads.addEventListener('close', () => {
      // A subscription that was lost is made again while the chain lives.
      if (!this.#stopped) setTimeout(() => void this.#watch().catch(() => undefined), 1000).unref()
    })
    await once(heads, 'open')
    const subscribe = { jsonrpc: '2.0', id: 1, method: 'eth_subscribe', params: ['newHeads'] }
    heads.send(JSON.stringify(subscribe))
  }

  /** One save at a time; what comes during it is saved by the next. */
  #keep(): void {
    if (this.#keeping) {
      this.#keepAgain = true
      return
    }
    this.#keeping = this.#keepNow()
      .catch((error: unknown) => {
        this.#unsaved = error instanceof Error ? error : new Error(String(error))
        if (!this.#stopped) this.#onProblem(error)
      })
      .finally(() => {
        this.#keeping = undefined
        if (this.#keepAgain && !this.#stopped) {
          this.#keepAgain = false
          this.#keep()
        }
      })
  }

  async #keepNow(): Promise<void> {
    const head = Number(await rpc(this.url, 'eth_blockNumber', []))
    if (head > this.#minedBlock) {
      await rpc(this.url, 'anvil_mine', ['0x2'])
      this.#minedBlock = head + 2
    }
    if (this.#savedBlock === this.#minedBlock) return
    const saving = this.#minedBlock
    // anvil answers with hex text; a state that is none is refused by gunzip.
    const dump = (await rpc(this.url, 'anvil_dumpState', [])) as string
    await saveState(this.#statePath, dump)
    this.#savedBlock = saving
    this.#unsaved = undefined
  }
}

/** Collects what the program says on its way down. */
function complaintsOf(guard: ChildProcess): () => string {
  let said = ''
  guard.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-1000)
  })
  return () => said.split('\n', 1)[0] ?? ''
}
