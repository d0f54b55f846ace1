/** Small JSON files in the data directory: read with a schema, written whole or not at all. */
import { open, readFile, rename, rm } from 'node:fs/promises'
import * as v from 'valibot'
import { codeOf, ForeignDirectoryError, fromSystem } from './errors.ts'

/** Undefined when there is none. One that does not fit its schema is not ours to overwrite. */
export async function readJson<S extends v.GenericSchema>(
  path: string,
  schema: S,
  cure?: string,
): Promise<v.InferOutput<S> | undefined> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return undefined
    throw fromSystem(error, path)
  }
  const parsed = v.safeParse(schema, parseJson(text))
  if (parsed.success) return parsed.output
  throw new ForeignDirectoryError(path, 'is not a file of this version of MegaBox', cure)
}

/** A schema for a word of the domain: what its `parse…` refuses is an issue like any other. */
export const word = <Word>(parse: (text: string) => Word) =>
  v.pipe(
    v.string(),
    v.rawTransform<string, Word>(({ dataset, addIssue, NEVER }) => {
      try {
        return parse(dataset.value)
      } catch (error) {
        addIssue({ message: error instanceof Error ? error.message : String(error) })
        return NEVER
      }
    }),
  )

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Readable by its owner only: some of these hold secrets. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  const fresh = `${path}.${process.pid}.new`
  try {
    const file = await open(fresh, 'w', 0o600)
    try {
      await file.writeFile(`${JSON.stringify(value, null, 2)}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(fresh, path)
  } catch (error) {
    await rm(fresh, { force: true }).catch(() => undefined)
    throw fromSystem(error, path)
  }
}
