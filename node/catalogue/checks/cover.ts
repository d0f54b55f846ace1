/** Is the cover a picture a browser can be asked to show? Its bytes are `delivery`'s. */
import { isImage } from '../../domain/media.ts'
import type { Check } from './check.ts'

export const MAX_COVER_BYTES = 10 * 1024 * 1024
/** A few bytes can unpack into gigabytes: 100 megapixels are 400 MB in memory. */
const MAX_PIXELS = 100_000_000

export const cover: Check = ({ manifest }) => {
  const { artwork } = manifest.release
  if (!artwork) return undefined
  if (!isImage(artwork.mime)) return 'cover: it is in no picture format of ours'
  return artwork.width * artwork.height <= MAX_PIXELS
    ? undefined
    : 'cover: it unpacks into more pixels than a browser can hold'
}

export const coverSize: Check = ({ manifest, lengths }) => {
  const { artwork } = manifest.release
  const bytes = artwork && lengths.get(artwork.cid.toString())
  return bytes === undefined || bytes <= MAX_COVER_BYTES
    ? undefined
    : `cover: it has ${bytes} bytes, more than ${MAX_COVER_BYTES}`
}
