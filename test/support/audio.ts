/**
 * Small songs for tests, made here so that none needs to be kept. WAV and FLAC really sound;
 * MP3 and Ogg are frames and pages of silence with every length, date and checksum right.
 */
import { registerFlacEncoder } from '@mediabunny/flac-encoder'
import {
  AudioSample,
  AudioSampleSource,
  BufferTarget,
  FlacOutputFormat,
  Output,
  type MetadataTags,
} from 'mediabunny'

type Bytes = Uint8Array<ArrayBuffer>

export const ascii = (text: string): Bytes => Uint8Array.from(text, (char) => char.charCodeAt(0))

export function join(...parts: (Uint8Array | string)[]): Bytes {
  return Uint8Array.from(
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? ascii(part) : part))),
  )
}

/** A number as bytes: `uint(4, 258)` is 0 0 1 2. */
export const uint = (bytes: number, value: number): Bytes =>
  Uint8Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** (bytes - 1 - i)) % 256)

export const uintLe = (bytes: number, value: number): Bytes => uint(bytes, value).reverse()

const tone = (seconds: number, rate: number, pitch: number) =>
  Int16Array.from({ length: seconds * rate }, (_, i) => 8000 * Math.sin((i * pitch * 6.28) / rate))

interface Song {
  seconds?: number
  rate?: number
  /** Makes two songs differ. */
  pitch?: number
}

export const chunk = (id: string, body: Uint8Array): Bytes =>
  join(id, uintLe(4, body.length), body, new Uint8Array(body.length % 2))

/** 16-bit mono PCM. `extra` chunks come after the sound. */
export function wav({ seconds = 2, rate = 8000, pitch = 440 }: Song = {}, extra = ''): Bytes {
  const format = join(...[1, 1].map((n) => uintLe(2, n)), uintLe(4, rate), uintLe(4, rate * 2))
  const inside = join(
    'WAVE',
    chunk('fmt ', join(format, uintLe(2, 2), uintLe(2, 16))),
    chunk('data', new Uint8Array(tone(seconds, rate, pitch).buffer)),
    extra,
  )
  return join('RIFF', uintLe(4, inside.length), inside)
}

/** The INFO list that WAV keeps its tags in: INAM the title, IART the artist. */
export const infoList = (tags: Record<string, string>): string =>
  String.fromCharCode(
    ...chunk('LIST', join('INFO', ...Object.entries(tags).map(([id, v]) => chunk(id, ascii(v))))),
  )

export async function flac(
  tags: MetadataTags = {},
  { seconds = 2, rate = 8000, pitch = 440 }: Song = {},
): Promise<Bytes> {
  registerFlacEncoder()
  const target = new BufferTarget()
  const output = new Output({ format: new FlacOutputFormat(), target })
  const source = new AudioSampleSource({ codec: 'flac' })
  output.addAudioTrack(source)
  output.setMetadataTags(tags)
  await output.start()
  const data = tone(seconds, rate, pitch)
  const shape = { format: 's16', numberOfChannels: 1, sampleRate: rate, timestamp: 0 } as const
  const sample = new AudioSample({ data, ...shape })
  await source.add(sample)
  sample.close()
  await output.finalize()
  return new Uint8Array(target.buffer ?? new ArrayBuffer())
}

/** MPEG 1 layer III, 44.1 kHz mono, silent. The bit rate's index in the table of the standard. */
function mp3Frame(index: number, kbits: number): Bytes {
  const frame = new Uint8Array(Math.floor((144_000 * kbits) / 44_100))
  frame.set([0xff, 0xfb, index << 4, 0xc0])
  return frame
}

export const MP3_FRAME_MS = (1152 / 44_100) * 1000

/** 128 kbit/s throughout, or 128 and 64 in turn with `vbr`. `note`: with a Xing or Info header. */
export function mp3({ frames = 80, vbr = false, note = true } = {}): Bytes {
  const sound = Array.from({ length: frames }, (_, i) =>
    vbr && i % 2 ? mp3Frame(5, 64) : mp3Frame(9, 128),
  )
  const first = mp3Frame(9, 128)
  const bytes = sound.reduce((sum, frame) => sum + frame.length, first.length)
  const text = join(vbr ? 'Xing' : 'Info', uint(4, 3), uint(4, frames), uint(4, bytes))
  first.set(text, 4 + 17)
  return join(...(note ? [first] : []), ...sound)
}

const syncsafe = (n: number) =>
  Uint8Array.of((n >> 21) & 127, (n >> 14) & 127, (n >> 7) & 127, n & 127)

/** An ID3v2.3 tag; `claim` is the size it says it has. */
export function id3(frames: Record<string, string | Uint8Array>, claim?: number): Bytes {
  const body = join(
    ...Object.entries(frames).map(([id, value]) => {
      const content = typeof value === 'string' ? utf16(value) : value
      return join(id, uint(4, content.length), uint(2, 0), content)
    }),
  )
  return join('ID3', Uint8Array.of(3, 0, 0), syncsafe(claim ?? body.length), body)
}

const utf16 = (text: string) => join(Uint8Array.of(1, 0xff, 0xfe), Buffer.from(text, 'utf16le'))

/** The body of an ID3 picture frame. */
export const apic = (mime: string, data: Uint8Array): Bytes =>
  join(Uint8Array.of(0), mime, Uint8Array.of(0, 3, 0), data)

export const id3v1 = (title: string): Bytes =>
  join('TAG', title.padEnd(30, '\0'), new Uint8Array(94), Uint8Array.of(255))

/** Bit by bit, so that it shares nothing with the table-driven code it is to check. */
function oggSum(page: Uint8Array): number {
  let sum = 0
  for (const byte of page) {
    sum ^= byte << 24
    for (let bit = 0; bit < 8; bit++) sum = sum < 0 ? (sum << 1) ^ 0x04c11db7 : sum << 1
  }
  return sum >>> 0
}

interface Page {
  /** 1 goes on with a packet, 2 begins the stream, 4 ends it. */
  flags?: number
  granule: number
  serial: number
  number: number
  lacing: number[]
  body: Uint8Array
}

function oggPage({ flags = 0, granule, serial, number, lacing, body }: Page): Bytes {
  const place = [uintLe(8, granule), uintLe(4, serial), uintLe(4, number)]
  const start = join('OggS', Uint8Array.of(0, flags), ...place)
  const rest = join(Uint8Array.of(lacing.length, ...lacing), body)
  const sum = oggSum(join(start, new Uint8Array(4), rest))
  return join(start, uintLe(4, sum), rest)
}

const lacingOf = (packets: readonly Uint8Array[]) =>
  packets.flatMap(({ length }) => [
    ...Array.from({ length: Math.floor(length / 255) }, () => 255),
    length % 255,
  ])

/** Packets before the sound, over as many pages as they need. */
function headerPages(packets: readonly Uint8Array[], serial: number): Bytes[] {
  const lacing = lacingOf(packets)
  let body: Bytes = join(...packets)
  const pages: Bytes[] = []
  for (let at = 0; at < lacing.length; at += 255) {
    const some = lacing.slice(at, at + 255)
    const bytes = some.reduce((sum, length) => sum + length, 0)
    const flags = lacing[at - 1] === 255 ? 1 : 0
    const place = { flags, granule: 0, serial, number: pages.length + 1 }
    pages.push(oggPage({ ...place, lacing: some, body: body.subarray(0, bytes) }))
    body = body.subarray(bytes)
  }
  return pages
}

const comments = (tags: Record<string, string>) => {
  const list = Object.entries(tags).map(([key, value]) => Buffer.from(`${key}=${value}`))
  const entries = list.map((entry) => join(uintLe(4, entry.length), entry))
  return join(uintLe(4, 4), 'test', uintLe(4, list.length), ...entries)
}

/** The first packet: who I am. Opus warms up for 312 samples. */
const IDS = {
  opus: join('OpusHead', Uint8Array.of(1, 1), uintLe(2, 312), uintLe(4, 48_000), uint(3, 0)),
  vorbis: join('\x01vorbis', uint(4, 0), '\x01', uintLe(4, 44_100), uint(12, 0), '\xb8\x01'),
  speex: ascii('Speex   1.2'.padEnd(80, '\0')),
}

interface OggSong {
  codec?: keyof typeof IDS
  seconds?: number
  /** How long its last page says it is. */
  claim?: number
  tags?: Record<string, string>
  serial?: number
}

/** One page a second. */
export function ogg({
  codec = 'opus',
  seconds = 3,
  claim = seconds,
  tags = {},
  serial = 7,
}: OggSong = {}): Bytes {
  const opus = codec === 'opus'
  const headers = opus
    ? [join('OpusTags', comments(tags))]
    : [join('\x03vorbis', comments(tags), '\x01'), join('\x05vorbis', uint(40, 0))]
  const pages = headerPages(headers, serial)
  const packets = [1, 2, 3].map(() => ascii('\xf8silence'.repeat(20)))
  const sound = Array.from({ length: seconds }, (_, i) => {
    const last = i === seconds - 1
    const granule = (last ? claim : i + 1) * (opus ? 48_000 : 44_100) + (opus ? 312 : 0)
    const place = { flags: last ? 4 : 0, granule, serial, number: pages.length + 1 + i }
    return oggPage({ ...place, lacing: lacingOf(packets), body: join(...packets) })
  })
  const id = IDS[codec]
  const first = { flags: 2, granule: 0, serial, number: 0, lacing: [id.length], body: id }
  return join(oggPage(first), ...pages, ...sound)
}
