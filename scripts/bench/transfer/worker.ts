/**
 * One process of the bench. It plays the role named on its command line and does what its parent
 * asks over IPC; it ends when the parent does.
 */
import { playRole } from '../playRole.ts'
import { Wire } from './wire.ts'

export interface Usage {
  /** CPU of this process so far, user and system. */
  cpuSeconds: number
  rss: number
  /** JavaScript's heap and the buffers outside it. */
  live: number
  wireIn: number
  wireOut: number
}

const ROLES = {
  ours: async () => new (await import('./roles/ours.ts')).Ours(),
  helia: async () => new (await import('./roles/plainHelia.ts')).PlainHelia(),
  raw: async () => new (await import('./roles/rawStream.ts')).RawStream(),
  http: async () => new (await import('./roles/http.ts')).Http(),
  line: async () => new (await import('./roles/line.ts')).Line(),
  audience: async () => new (await import('./roles/audience.ts')).Audience(),
  torrent: async () => new (await import('./roles/torrent.ts')).Torrent(),
}
export type RoleName = keyof typeof ROLES

const wire = new Wire()

function usage({ collect = false } = {}): Usage {
  // Twice: what one collection frees of buffers, the next gives back.
  if (collect) for (let i = 0; i < 2; i++) globalThis.gc?.()
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed, external } = process.memoryUsage()
  const cpuSeconds = (user + system) / 1e6
  return { cpuSeconds, rss, live: heapUsed + external, ...wire.bytes() }
}

const [name = ''] = process.argv.slice(2)
// The parent spawns by `RoleName`.
const role = await ROLES[name as RoleName]()
// An unread stream that dies late must not end a measurement; what fails is said by its question.
process.on('uncaughtException', (error) => console.error(`${name}: ${error.message}`))
playRole(role, { usage })
