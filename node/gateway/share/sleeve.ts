/** `/release/{release}/sleeve.png`: drawn, for releases without a picture that all can read. */
import { UnknownReleaseError } from '../../domain/errors.ts'
import { parseReleaseId } from '../../domain/ids.ts'
import type { GatewayPowers } from '../powers.ts'
import type { Route } from '../route.ts'
import { drawnSleeve } from './drawnSleeve.ts'
import { shared } from './shared.ts'

const KEPT_SECONDS = 86_400

/** Of listed releases only: drawing costs a while. */
export const sleeve =
  ({ index }: Pick<GatewayPowers, 'index'>): Route =>
  async (request, params) => {
    const release = parseReleaseId(params['release'])
    if (!(await index.release(release))) throw new UnknownReleaseError(release)
    const body = await drawnSleeve(release)
    return shared(request, { mime: 'image/png', body, seconds: KEPT_SECONDS })
  }
