/** What the artists one follows have in this shop, each artist's newest first, one of each in turn. */
import type { ReleaseView } from '../../../node/index.ts'
import { listed } from './load.ts'

/** Of how many artists, and how many of each. */
const ARTISTS = 12
const EACH = 4

export async function fromFollowed(
  wallets: readonly string[],
  signal: AbortSignal,
): Promise<ReleaseView[]> {
  const asked = wallets.slice(0, ARTISTS).map(async (artist) => {
    const { releases } = await listed({ artist, limit: `${EACH}` }, signal)
    return releases
  })
  const shelves = await Promise.allSettled(asked)
  const found = shelves.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  return Array.from({ length: EACH }, (_, turn) =>
    found.flatMap((releases) => releases[turn] ?? []),
  ).flat()
}
