// How a file comes into a folder that somebody watches. It stands apart from the studio so that the
// program can put its sleeves down without loading an encoder that only the booths use.
import { rename, writeFile } from 'node:fs/promises'

/** Under its final name only once it is whole: whoever watches the folder never reads half a file. */
export async function put(path: string, bytes: Uint8Array): Promise<void> {
  const unfinished = `${path}.part`
  await writeFile(unfinished, bytes)
  await rename(unfinished, path)
}
