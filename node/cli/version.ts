import { readFile } from 'node:fs/promises'

/** As package.json has it. */
export async function version(): Promise<string> {
  const json = await readFile(new URL('../../package.json', import.meta.url), 'utf8')
  // Our own file.
  return (JSON.parse(json) as { version: string }).version
}
