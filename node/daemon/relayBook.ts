/** `relay.json`: what a node's relay has spent within a day, so that its budget holds over restarts. */
import { join } from 'node:path'
import * as v from 'valibot'
import { parseAddress, type SpendingBook } from '../index.ts'
import { readJson, word, writeJson } from './jsonFile.ts'

const RelayFile = v.object({
  spendings: v.array(
    v.object({
      at: v.pipe(v.number(), v.integer(), v.minValue(0)),
      buyer: v.optional(word(parseAddress)),
      wei: v.pipe(
        v.string(),
        v.regex(/^\d{1,40}$/),
        v.transform((digits) => BigInt(digits)),
      ),
    }),
  ),
})

const CURE = 'Remove it if this node has carried nothing for a day: what it may spend begins anew.'

export async function openRelayBook(directory: string): Promise<SpendingBook> {
  const path = join(directory, 'relay.json')
  const file = await readJson(path, RelayFile, CURE)
  return {
    before: file?.spendings ?? [],
    keep: (spendings) =>
      writeJson(path, {
        spendings: spendings.map(({ wei, ...rest }) => ({ ...rest, wei: `${wei}` })),
      }),
  }
}
