import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where a node keeps everything, unless it is told otherwise. */
export const defaultDirectory = (): string =>
  process.env['MEGABOX_DATA'] ?? join(homedir(), '.megabox')
