/** Holds a hit against its signed manifest, as far as a page can: what the chain says it must believe. */
import { signedWork, type ReleaseView } from '../../../node/index.ts'

const MOST_BYTES = 256 * 1024

/** As its artist signed it; undefined when the shop's word and the manifest differ, or none is there. */
export async function checked(
  view: ReleaseView,
  signal: AbortSignal,
): Promise<ReleaseView | undefined> {
  const url = new URL(`ipfs/${view.manifest}?format=raw`, document.baseURI)
  const response = await fetch(url, { signal })
  if (!response.ok) return undefined
  const block = new Uint8Array(await response.arrayBuffer())
  if (block.length > MOST_BYTES) return undefined
  const work = await signedWork(block, view)
  return work && { ...view, ...work }
}
