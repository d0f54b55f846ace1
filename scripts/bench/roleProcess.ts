/** A process of its own that plays a role: its methods are called from here over IPC. */
import { fork, type ChildProcess, type ForkOptions } from 'node:child_process'
import { once } from 'node:events'
import type { Answer, Question } from './playRole.ts'

const PATIENCE_MS = 300_000

type Does = (...args: never[]) => Promise<unknown>
type Names<Role> = { [Key in keyof Role]: Role[Key] extends Does ? Key : never }[keyof Role]

/** `Usage`: what its process tells of itself when asked for `usage`. */
export class RoleProcess<Role, Usage> {
  readonly #child: ChildProcess
  readonly #name: string
  readonly #asked = new Map<number, (answer: Answer) => void>()
  #last = 0

  /** Runs `module`, which calls `playRole`, and gives it the role's name as its argument. */
  static async start<Role, Usage>(
    module: string,
    name: string,
    options: Pick<ForkOptions, 'serialization' | 'execArgv'>,
  ): Promise<RoleProcess<Role, Usage>> {
    const child = fork(module, [name], options)
    const started = new RoleProcess<Role, Usage>(child, name)
    const early = once(child, 'exit').then(() => {
      throw new Error(`the process "${name}" could not begin`)
    })
    await Promise.race([once(child, 'message'), early])
    return started
  }

  private constructor(child: ChildProcess, name: string) {
    this.#child = child
    this.#name = name
    child.on('message', (answer: Answer) => this.#asked.get(answer.id)?.(answer))
    child.once('exit', () => {
      for (const [id, tell] of this.#asked) tell({ id, error: `the process "${name}" has ended` })
    })
  }

  /** Calls a method of the role there. */
  do<Name extends Names<Role> & string>(
    method: Name,
    ...args: Parameters<Extract<Role[Name], Does>>
  ): Promise<Awaited<ReturnType<Extract<Role[Name], Does>>>> {
    // What the role's own method returns, through the serialization.
    return this.#ask(method, args) as Promise<Awaited<ReturnType<Extract<Role[Name], Does>>>>
  }

  /** `collect`: after a forced garbage collection. */
  usage({ collect = false } = {}): Promise<Usage> {
    return this.#ask('usage', [{ collect }]) as Promise<Usage>
  }

  #ask(method: string, args: readonly unknown[]): Promise<unknown> {
    if (!this.#child.connected) {
      return Promise.reject(new Error(`the process "${this.#name}" has ended`))
    }
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

  /** SIGKILL is a power cut; SIGSTOP a machine that hangs with its connections open. */
  signal(name: 'SIGKILL' | 'SIGSTOP'): void {
    this.#child.kill(name)
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await gone
  }
}
