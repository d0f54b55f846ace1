/** `/api/v1/artists/{wallet}` and `/api/v1/genres`: who and what is listed, beside single releases. */
import { viewOf } from '../domain/catalogue.ts'
import { fingerprintOf, parseAddress, type Address } from '../domain/ids.ts'
import { json } from './answer.ts'
import { UnknownArtistError } from './errors.ts'
import type { ArtistView } from './pageView.ts'
import type { DirectoryArtist, GatewayPowers } from './powers.ts'
import type { Route } from './route.ts'

const SHOWN = 50

/** An artist with its newest releases; `cursor` goes on in `/api/v1/releases?artist=`. */
export const artist =
  ({ directory }: Pick<GatewayPowers, 'directory'>): Route =>
  async (_request, params) => {
    const wallet = parseAddress(params['wallet'])
    const found = await artistView(wallet, directory)
    if (!found) throw new UnknownArtistError(wallet)
    return json(found)
  }

/** Undefined when nothing of that wallet is listed. */
export async function artistView(
  wallet: Address,
  directory: GatewayPowers['directory'],
): Promise<ArtistView | undefined> {
  const found = await directory.artist(wallet)
  if (!found) return undefined
  const page = await directory.page({ artist: wallet }, { limit: SHOWN })
  return {
    ...withFingerprint(found),
    releases: page.entries.map(viewOf),
    cursor: page.cursor ?? null,
    count: found.releases,
    namesakes: (await directory.namesakes(found)).map(withFingerprint),
  }
}

export const genres =
  ({ directory }: Pick<GatewayPowers, 'directory'>): Route =>
  async () =>
    json({ genres: await directory.genres() })

const withFingerprint = (found: DirectoryArtist) => ({
  wallet: found.wallet,
  name: found.name,
  fingerprint: fingerprintOf(found.wallet),
  names: found.names,
  since: found.since,
  releases: found.releases,
})
