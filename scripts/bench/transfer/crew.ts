/** The bench's processes: started, asked over IPC, and ended together. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Answer, Question, RoleName, Usage } from './worker.ts'

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url))

const PATIENCE_MS = 300_000
/** As `npm start` runs a node; the references run the same. */
const NODE_FLAGS = ['--external-memory-accounted-in-global-limit', '--initial-old-space-size=256']

type Does = (...args: never[]) => Promise<unknown>
type Names<Role> = { [Key in keyof Role]: Role[Key] extends Does ? Key : never }[keyof Role]

export class Worker<Role> {
  readonly #child: ChildProcess
  readonly #asked = new Map<number, (answer: Answer) => void>()
  #last = 0

  constructor(child: ChildProcess, name: string) {
    this.#child = child
    child.on('message', (answer: Answer) => this.#asked.get(answer.id)?.(answer))
    child.once('exit', () => {
      for (const [id, tell] of this.#asked) tell({ id, error: `the process "${name}" ended` })
    })
  }

  /** Calls a method of the role there. */
  do<Name extends Names<Role> & string>(
    method: Name,
    ...args: Parameters<Extract<Role[Name], Does>>
  ): Promise<Awaited<ReturnType<Extract<Role[Name], Does>>>> {
    // What the role's own method returns, through structured clone.
    return this.#ask(method, args) as Promise<Awaited<ReturnType<Extract<Role[Name], Does>>>>
  }

  /** `collect`: after a forced garbage collection. */
  usage({ collect = false } = {}): Promise<Usage> {
    return this.#ask('usage', [{ collect }]) as Promise<Usage>
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await gone
  }

  #ask(method: string, args: unknown[]): Promise<unknown> {
    if (!this.#child.connected) return Promise.reject(new Error('the process has ended'))
    const id = ++this.#last
    return new Promise((resolve, reject) => {
      // Bitswap is known to lose wants and then to wait for ever.
      const late = setTimeout(() => {
        this.#asked.get(id)?.({ id, error: `no answer to "${method}" in ${PATIENCE_MS / 1000} s` })
      }, PATIENCE_MS)
      this.#asked.set(id, (answer) => {
        clearTimeout(late)
        this.#asked.delete(id)
        if ('error' in answer) reject(new Error(answer.error))
        else resolve(answer.value)
      })
      this.#child.send({ id, method, args } satisfies Question)
    })
  }
}

export type AnyWorker = Pick<Worker<unknown>, 'usage' | 'stop'>

export class Crew implements AsyncDisposable {
  readonly #workers: AnyWorker[] = []

  async spawn<Role>(role: RoleName): Promise<Worker<Role>> {
    const child = fork(WORKER, [role], {
      serialization: 'advanced',
      execArgv: ['--expose-gc', '--no-warnings', ...NODE_FLAGS],
    })
    const worker = new Worker<Role>(child, role)
    this.#workers.push(worker)
    const early = once(child, 'exit').then(() => {
      throw new Error(`the process "${role}" could not begin`)
    })
    await Promise.race([once(child, 'message'), early])
    return worker
  }

  /** CPU seconds of all of us so far, the parent included. */
  async cpuSeconds(): Promise<number> {
    const { user, system } = process.cpuUsage()
    const usages = await Promise.all(this.#workers.map((worker) => worker.usage()))
    return usages.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, (user + system) / 1e6)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()))
  }
}
