/** Tags that old programs append after the sound: ID3v1, Lyrics3v2 and APE. */
import type { SourceFile } from '../domain/ports.ts'
import { latin1, readWindow, view } from './window.ts'

const ID3V1 = 128
const APE_FOOTER = 32
const LYRICS_FOOTER = 15
const APE_HAS_HEADER = 0x80000000

/** Where the sound ends and such tags begin; the length of the file when there are none. */
export async function startOfTrailingTags(file: SourceFile): Promise<number> {
  let end = file.bytes
  // Programs stack them in any order; more than three in a row is no tag any more.
  for (let tags = 0; tags < 3; tags++) {
    const length = trailing(await readWindow(file, end - ID3V1, end))
    if (length === 0 || length > end) break
    end -= length
  }
  return end
}

/** Length of the tag that ends here, or 0. */
function trailing(bytes: Uint8Array): number {
  if (bytes.length === ID3V1 && latin1(bytes, 0, 3) === 'TAG') return ID3V1
  const ape = bytes.length - APE_FOOTER
  if (ape >= 0 && latin1(bytes, ape, 8) === 'APETAGEX') {
    const footer = view(bytes)
    const header = (footer.getUint32(ape + 20, true) & APE_HAS_HEADER) !== 0 ? APE_FOOTER : 0
    return footer.getUint32(ape + 12, true) + header
  }
  const lyrics = bytes.length - LYRICS_FOOTER
  if (lyrics < 0 || latin1(bytes, lyrics + 6, 9) !== 'LYRICS200') return 0
  return Number.parseInt(latin1(bytes, lyrics, 6), 10) + LYRICS_FOOTER || 0
}
