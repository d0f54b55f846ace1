/** The bench's processes: started, asked over IPC, and ended together. */
import { fileURLToPath } from 'node:url'
import { RoleProcess } from '../roleProcess.ts'
import type { RoleName, Usage } from './worker.ts'

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url))

/** As `npm start` runs a node; the references run the same. */
const NODE_FLAGS = ['--external-memory-accounted-in-global-limit', '--initial-old-space-size=256']

export type Worker<Role> = RoleProcess<Role, Usage>
export type AnyWorker = Pick<Worker<unknown>, 'usage' | 'end'>

export class Crew implements AsyncDisposable {
  readonly #workers: AnyWorker[] = []

  async spawn<Role>(role: RoleName): Promise<Worker<Role>> {
    const options = {
      serialization: 'advanced' as const,
      execArgv: ['--expose-gc', '--no-warnings', ...NODE_FLAGS],
    }
    const worker = await RoleProcess.start<Role, Usage>(WORKER, role, options)
    this.#workers.push(worker)
    return worker
  }

  /** CPU seconds of all of us so far, the parent included. */
  async cpuSeconds(): Promise<number> {
    const { user, system } = process.cpuUsage()
    const usages = await Promise.all(this.#workers.map((worker) => worker.usage()))
    return usages.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, (user + system) / 1e6)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.end()))
  }
}
