/** Is everything this page plays checked on its way? Bounded: then it is not, and that is said. */
import { controlled } from '../peer/controlled.ts'

const WAIT_MS = 6_000

export async function checking(): Promise<boolean> {
  try {
    const script = new URL('sw.js', document.baseURI)
    // Of these pages only: a frame elsewhere is no reason to keep the whole dapp there.
    await controlled(script, AbortSignal.timeout(WAIT_MS), { scope: './embed/' })
    return true
  } catch {
    return false
  }
}
