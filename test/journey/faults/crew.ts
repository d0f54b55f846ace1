/** The processes of a test of faults: started, asked over IPC, and ended together. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RoleProcess } from '../../../scripts/bench/roleProcess.ts'
import type { RoleName, Roles, Usage } from './worker.ts'

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url))

export type Actor<Role> = RoleProcess<Role, Usage>

export class Crew implements AsyncDisposable {
  readonly #actors: Pick<Actor<unknown>, 'end'>[] = []
  readonly #folders: string[] = []

  async cast<Name extends RoleName>(name: Name): Promise<Actor<Roles[Name]>> {
    const options = { execArgv: ['--expose-gc', '--no-warnings'] }
    const actor = await RoleProcess.start<Roles[Name], Usage>(WORKER, name, options)
    this.#actors.push(actor)
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
