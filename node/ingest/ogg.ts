/**
 * Ogg with Vorbis or Opus: the last page is marked as such and says how many samples there were,
 * so a file without it was cut short.
 */
import type { SourceFile } from '../domain/ports.ts'
import { MAX_TAG_BYTES, SMALLER_COVER, type Examined, type Skipped } from './examined.ts'
import { MAX_PAGE, parseOggPage, type OggPage } from './oggPage.ts'
import { broken, cutShort } from './refusal.ts'
import { concat, createReader, latin1, readWindow, view, type Reader } from './window.ts'

const OPUS_RATE = 48_000
/** Two pages: the last one, and one that is whole when the last is torn. */
const TAIL = 2 * MAX_PAGE

interface Stream {
  serial: number
  rate: number
  /** Samples before the music, for the decoder to warm up. */
  preSkip: number
  /** Packets before the sound: who I am, tags, and for Vorbis the set-up. */
  headers: number
}

export async function examineOgg(file: SourceFile): Promise<Examined> {
  const read = createReader(file)
  const stream = await readStream(file, read)
  const { end, tagged, skipped } = await readHeaders(file, read, stream)
  const last = await lastPage(file, stream, end)
  const durationMs = msAt(last, stream)
  if (!last?.ends) throw cutShort(file, durationMs)
  const soundBytes = file.bytes - end
  return { mime: 'audio/ogg', durationMs, soundBytes, tagged, skipped }
}

const msAt = (page: OggPage | undefined, { preSkip, rate }: Stream) =>
  (Math.max(0, (page?.granule ?? 0) - preSkip) / rate) * 1000

async function readStream(file: SourceFile, read: Reader): Promise<Stream> {
  const page = parseOggPage(await read(0, MAX_PAGE), 0)
  if (!page) throw broken(file, 'is damaged at its start')
  const second = parseOggPage(await read(page.end, page.end + MAX_PAGE), 0)
  if (second?.begins) throw broken(file, 'holds more than one stream', 'Export only its sound.')
  const { body, serial } = page
  if (body.length >= 19 && latin1(body, 0, 8) === 'OpusHead') {
    const preSkip = view(body).getUint16(10, true)
    return { serial, rate: OPUS_RATE, preSkip, headers: 2 }
  }
  const rate = body.length >= 30 ? view(body).getUint32(12, true) : 0
  if (latin1(body, 0, 7) === '\x01vorbis' && rate > 0)
    return { serial, rate, preSkip: 0, headers: 3 }
  throw broken(file, 'is Ogg, but neither Vorbis nor Opus', 'Export it as FLAC and drop that here.')
}

/** Walks the pages of the header packets; copies them for the tag reader if they are not too large. */
async function readHeaders(
  file: SourceFile,
  read: Reader,
  stream: Stream,
): Promise<{ end: number; tagged: Uint8Array<ArrayBuffer>; skipped: Skipped[] }> {
  const pages: Uint8Array[] = []
  let at = 0
  for (let packets = 0; packets < stream.headers;) {
    const bytes = await read(at, at + MAX_PAGE)
    const page = parseOggPage(bytes, 0)
    if (page?.serial !== stream.serial) throw cutShort(file, 0)
    if (at < MAX_TAG_BYTES) pages.push(bytes.slice(0, page.end))
    packets += page.lacing.filter((length) => length < 255).length
    at += page.end
  }
  if (at <= MAX_TAG_BYTES) return { end: at, tagged: concat(pages), skipped: [] }
  const reason = 'has more than 14 MB of tags, which were left out'
  return { end: at, tagged: new Uint8Array(), skipped: [{ reason, cure: SMALLER_COVER }] }
}

/** The last whole page. Marked as the end only if nothing but padding follows it. */
async function lastPage(
  file: SourceFile,
  stream: Stream,
  soundAt: number,
): Promise<OggPage | undefined> {
  const bytes = await readWindow(file, Math.max(soundAt, file.bytes - TAIL), file.bytes)
  let ends: boolean | undefined
  for (let at = bytes.length - 1; at >= 0; at--) {
    if (bytes[at] !== 0x4f) continue
    const page = parseOggPage(bytes, at)
    if (page === undefined) continue
    if (page.serial !== stream.serial) {
      throw broken(file, 'is several songs in one file', 'Export them one by one.')
    }
    ends ??= page.ends && bytes.subarray(page.end).every((byte) => byte === 0)
    if (page.granule !== undefined) return { ...page, ends }
  }
  return undefined
}
