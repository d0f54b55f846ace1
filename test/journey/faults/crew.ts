/** The processes of a test of faults: started, asked over IPC, and ended together. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Answer, Question, RoleName, Roles, Usage } from './worker.ts'

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url))

type Does = (...args: never[]) => Promise<unknown>
type Names<Role> = { [Key in keyof Role]: Role[Key] extends Does ? Key : never }[keyof Role]

export class Actor<Role> {
  readonly #child: ChildProcess
  readonly #asked = new Map<number, (answer: Answer) => void>()
  #last = 0

  constructor(child: ChildProcess) {
    this.#child = child
    child.on('message', (answer: Answer) => this.#asked.get(answer.id)?.(answer))
    child.once('exit', () => {
      for (const [id, tell] of this.#asked) tell({ id, error: 'the process has ended' })
    })
  }

  /** Calls a method of the role there. */
  do<Name extends Names<Role> & string>(
    method: Name,
    ...args: Parameters<Extract<Role[Name], Does>>
  ): Promise<Awaited<ReturnType<Extract<Role[Name], Does>>>> {
    // What the role's own method returns, as JSON.
    return this.#ask(method, args) as Promise<Awaited<ReturnType<Extract<Role[Name], Does>>>>
  }

  /** After a forced garbage collection. */
  usage(): Promise<Usage> {
    return this.#ask('usage', []) as Promise<Usage>
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

  #ask(method: string, args: unknown[]): Promise<unknown> {
    if (!this.#child.connected) return Promise.reject(new Error('the process has ended'))
    const id = ++this.#last
    return new Promise((resolve, reject) => {
      this.#asked.set(id, (answer) => {
        this.#asked.delete(id)
        if ('error' in answer) reject(new Error(answer.error))
        else resolve(answer.value)
      })
      this.#child.send({ id, method, args } satisfies Question)
    })
  }
}

export class Crew implements AsyncDisposable {
  readonly #actors: Pick<Actor<unknown>, 'end'>[] = []
  readonly #folders: string[] = []

  async cast<Name extends RoleName>(name: Name): Promise<Actor<Roles[Name]>> {
    const child = fork(WORKER, [name], { execArgv: ['--expose-gc', '--no-warnings'] })
    const actor = new Actor<Roles[Name]>(child)
    this.#actors.push(actor)
    const early = once(child, 'exit').then(() => {
      throw new Error(`the process "${name}" could not begin`)
    })
    await Promise.race([once(child, 'message'), early])
    return actor
  }

  /** An empty folder that goes at the end. */
  async folder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'megabox-test-'))
    this.#folders.push(folder)
    return folder
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#actors.map((actor) => actor.end()))
    for (const folder of this.#folders) await rm(folder, { recursive: true, force: true })
  }
}
