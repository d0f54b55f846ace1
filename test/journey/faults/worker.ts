/**
 * One process of a test of faults. It plays the role named on its command line, does what the test
 * asks over IPC, and ends when the test does.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { playRole } from '../../../scripts/bench/playRole.ts'
import { Hostile } from './hostile.ts'
import { Reader } from './reader.ts'
import { Seeder } from './seeder.ts'
import { Wire } from './wire.ts'

export interface Usage {
  rss: number
  /** JavaScript's heap and the buffers outside it. */
  live: number
  /** Sockets, timers and the like that keep a process alive, by kind. */
  resources: Record<string, number>
  wireOut: number
}

export interface Roles {
  seeder: Seeder
  reader: Reader
  hostile: Hostile
}
export type RoleName = keyof Roles

const ROLES: { [Name in RoleName]: () => Roles[Name] } = {
  seeder: () => new Seeder(),
  reader: () => new Reader(),
  hostile: () => new Hostile(),
}

const wire = new Wire()

async function usage({ collect = false } = {}): Promise<Usage> {
  // Twice: what one collection frees of buffers, the next gives back.
  for (let i = 0; collect && i < 2; i++) {
    globalThis.gc?.()
    await pause(20)
  }
  const { rss, heapUsed, external } = process.memoryUsage()
  const resources: Record<string, number> = {}
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1
  return { rss, live: heapUsed + external, resources, wireOut: wire.sent }
}

const [name = ''] = process.argv.slice(2)
// The parent names a role.
playRole(ROLES[name as RoleName](), { usage })
