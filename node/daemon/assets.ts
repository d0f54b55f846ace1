/** The page's files, read from the project when asked for. */
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Asset } from '../index.ts'

const PAGE = fileURLToPath(new URL('../../web/page/', import.meta.url))

const MIMES: Partial<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** `name` is one of the gateway's own list, never a path from outside. */
export async function pageAsset(name: string): Promise<Asset | undefined> {
  const mime = MIMES[extname(name)]
  if (mime === undefined || !/^[a-z]+\.[a-z]+$/.test(name)) return undefined
  const bytes = await readFile(join(PAGE, name)).catch(() => undefined)
  return bytes && { bytes: Uint8Array.from(bytes), mime }
}
