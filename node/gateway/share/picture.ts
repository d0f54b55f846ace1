/** The picture that stands for a release where links are shown: JPEG or PNG, which all can read. */
import { CID } from 'multiformats/cid'
import type { WorkView } from '../../domain/catalogue.ts'
import type { Picture } from '../pageView.ts'
import type { GatewayPowers } from '../powers.ts'
import { SLEEVE_SIDE } from './drawnSleeve.ts'

/** What the strictest of the large networks still fetches. */
const MAX_BYTES = 5_000_000
const SHOWN_EVERYWHERE = ['image/jpeg', 'image/png']

type Pictured = Pick<WorkView, 'release' | 'artwork'>

/**
 * The artist's own cover, else (WebP, too large, none) a sleeve drawn by the node: there is no library
 * that turns one picture into another and is light enough to be worth it.
 */
export async function pictureOf(
  { release, artwork }: Pictured,
  base: string,
  { index }: { index: Pick<GatewayPowers['index'], 'file'> },
): Promise<Picture> {
  if (artwork && SHOWN_EVERYWHERE.includes(artwork.mime)) {
    const file = await index.file(CID.parse(artwork.cid))
    if (file && file.bytes <= MAX_BYTES) {
      const { cid, mime, width, height, alt } = artwork
      return { url: `${base}/ipfs/${cid}`, mime, width, height, alt }
    }
  }
  return {
    url: `${base}/release/${release}/sleeve.png`,
    ...{ mime: 'image/png', width: SLEEVE_SIDE, height: SLEEVE_SIDE, alt: artwork?.alt ?? '' },
  }
}
