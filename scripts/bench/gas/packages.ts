/** The peers' packages: in a folder of their own, pinned, and installed when the bench first runs. */
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

export const PEERS = fileURLToPath(new URL('./peers/', import.meta.url))

const require = createRequire(`${PEERS}package.json`)

/** A file of one of them. The caller knows what the pinned version has in it. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- what is there is known by its path only
export const packaged = <T>(path: string): T => require(path) as T
