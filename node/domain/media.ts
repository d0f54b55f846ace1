/**
 * The formats MegaBox plays and shows, told by their first bytes, never by a name or a claim.
 * Whatever is not here is served as an attachment only (DESIGN §8).
 */

export type AudioMime = 'audio/flac' | 'audio/mpeg' | 'audio/ogg' | 'audio/wav'
export type ImageMime = 'image/jpeg' | 'image/png' | 'image/webp'
export type MediaMime = AudioMime | ImageMime

/** `sniff` needs this many bytes of the start to be sure. */
export const SNIFF_BYTES = 16

const ascii = (text: string) => Array.from(text, (char) => char.charCodeAt(0))

const startsWith = (bytes: Uint8Array, magic: readonly number[], at = 0): boolean =>
  bytes.length >= at + magic.length && magic.every((byte, i) => bytes[at + i] === byte)

/** An MPEG audio frame: eleven sync bits, layer III, a bit rate and sample rate that exist. */
function isMpegFrame(bytes: Uint8Array): boolean {
  const [sync = 0, version = 0, rates = 0] = bytes
  const layerThree = (version & 0b0000_0110) === 0b0000_0010
  const knownVersion = (version & 0b0001_1000) !== 0b0000_1000
  const knownRates = rates >> 4 !== 0xf && (rates & 0b1100) !== 0b1100
  return (
    bytes.length >= 4 &&
    sync === 0xff &&
    (version & 0xe0) === 0xe0 &&
    layerThree &&
    knownVersion &&
    knownRates
  )
}

const FORMATS: readonly [MediaMime, (bytes: Uint8Array) => boolean][] = [
  ['audio/flac', (b) => startsWith(b, ascii('fLaC'))],
  ['audio/ogg', (b) => startsWith(b, ascii('OggS'))],
  ['audio/wav', (b) => startsWith(b, ascii('RIFF')) && startsWith(b, ascii('WAVE'), 8)],
  ['audio/mpeg', (b) => startsWith(b, ascii('ID3')) || isMpegFrame(b)],
  ['image/jpeg', (b) => startsWith(b, [0xff, 0xd8, 0xff])],
  ['image/png', (b) => startsWith(b, [0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a])],
  ['image/webp', (b) => startsWith(b, ascii('RIFF')) && startsWith(b, ascii('WEBP'), 8)],
]

/** The format these first bytes are in, or undefined when it is none of ours. */
export function sniff(start: Uint8Array): MediaMime | undefined {
  return FORMATS.find(([, matches]) => matches(start))?.[0]
}

export const isAudio = (mime: string): mime is AudioMime =>
  FORMATS.some(([known]) => known === mime) && mime.startsWith('audio/')

export const isImage = (mime: string): mime is ImageMime =>
  FORMATS.some(([known]) => known === mime) && mime.startsWith('image/')

const EXTENSIONS: Record<MediaMime, string> = {
  'audio/flac': 'flac',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
  'audio/wav': 'wav',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
}

/** The usual file ending, without a dot. */
export const extensionOf = (mime: string): string =>
  isAudio(mime) || isImage(mime) ? EXTENSIONS[mime] : 'bin'
