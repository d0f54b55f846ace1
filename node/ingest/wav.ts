/** WAV: chunks that name their own lengths, so a file that lost its end can be told. */
import type { SourceFile } from '../domain/ports.ts'
import { MAX_COVER_BYTES, SMALLER_COVER, type Examined, type Skipped } from './examined.ts'
import { broken, cutShort, headerLies, size as sizeOf } from './refusal.ts'
import { concat, createReader, latin1, view, type Reader } from './window.ts'

const HEADER = 12
const CHUNK = 8
const MAX_CHUNKS = 1000
/** PCM, float, A-law, mu-law, and "see the extension", which is PCM or float in practice. */
const EXTENSIBLE = 0xfffe
const PLAYABLE = new Set([1, 3, 6, 7, EXTENSIBLE])
/** What programs write that stream to a pipe and never learn the length. */
const UNKNOWN = 0xffffffff
/** Some programs forget the eight bytes of "RIFF" and its length itself, some add them. */
const RIFF_SLACK = 8
const TAG_CHUNKS = new Set(['fmt ', 'LIST', 'id3 ', 'ID3 '])

/** How the samples are written. `kind` is as in the file, with its extension followed. */
export interface WavFormat {
  kind: number
  channels: number
  rate: number
  /** Bits a sample takes up, whole bytes. */
  bits: number
}

interface Chunk {
  id: string
  at: number
  length: number
}

export async function examineWav(file: SourceFile): Promise<Examined> {
  const read = createReader(file)
  const kept: Uint8Array[] = []
  const skipped: Skipped[] = []
  let format: WavFormat | undefined
  let sound: Chunk | undefined
  for await (const chunk of chunksOf(file, read)) {
    if (chunk.id === 'fmt ') format = parseFormat(file, await body(chunk, read))
    if (chunk.id === 'data') sound ??= chunk
    if (TAG_CHUNKS.has(chunk.id)) await keep(chunk, read, kept, skipped)
    if (chunk.id === 'data' && isCut(file, chunk)) break
  }
  const { durationMs, soundBytes } = checkSound(file, format, sound)
  await checkEnd(file, read, sound, durationMs)
  return { mime: 'audio/wav', durationMs, soundBytes, tagged: wrap(kept), skipped }
}

async function* chunksOf(file: SourceFile, read: Reader): AsyncGenerator<Chunk> {
  let at = HEADER
  for (let count = 0; count < MAX_CHUNKS && at + CHUNK <= file.bytes; count++) {
    const header = await read(at, at + CHUNK)
    const length = view(header).getUint32(4, true)
    yield { id: latin1(header, 0, 4), at: at + CHUNK, length }
    at += CHUNK + length + (length % 2)
  }
}

const body = (chunk: Chunk, read: Reader) => read(chunk.at, chunk.at + Math.min(chunk.length, 64))

const isCut = (file: SourceFile, chunk: Chunk) => chunk.at + chunk.length > file.bytes

function parseFormat(file: SourceFile, bytes: Uint8Array): WavFormat {
  if (bytes.length < 16) throw headerLies(file, 'it does not say how its sound is written')
  const data = view(bytes)
  const [kind, channels, rate] = [0, 2, 4].map((at) =>
    at === 4 ? data.getUint32(at, true) : data.getUint16(at, true),
  )
  const [blockAlign, bits] = [data.getUint16(12, true), data.getUint16(14, true)]
  if (kind === undefined || !PLAYABLE.has(kind)) {
    throw broken(file, 'holds compressed sound that players do not know', 'Export it as FLAC.')
  }
  const align = (channels ?? 0) * Math.ceil(bits / 8)
  if (!rate || !align || align !== blockAlign) {
    throw headerLies(file, 'no sound is written like that')
  }
  const extended = kind === EXTENSIBLE && bytes.length >= 26 ? data.getUint16(24, true) : kind
  return { kind: extended, channels: channels ?? 0, rate, bits: Math.ceil(bits / 8) * 8 }
}

/** Where the sound lies, for whoever listens to it. */
export async function wavSound(
  file: SourceFile,
): Promise<{ format: WavFormat; from: number; to: number } | undefined> {
  const read = createReader(file)
  let format: WavFormat | undefined
  for await (const chunk of chunksOf(file, read)) {
    if (chunk.id === 'fmt ') format = parseFormat(file, await body(chunk, read))
    if (chunk.id !== 'data') continue
    return format && { format, from: chunk.at, to: Math.min(file.bytes, chunk.at + chunk.length) }
  }
  return undefined
}

/** How much sound there is. Throws when there is none, or less than announced. */
function checkSound(
  file: SourceFile,
  format: WavFormat | undefined,
  sound: Chunk | undefined,
): { durationMs: number; soundBytes: number } {
  if (format === undefined || sound === undefined) throw broken(file, 'holds no sound')
  const there = file.bytes - sound.at
  const claimed = sound.length === UNKNOWN ? there : sound.length
  const byteRate = format.rate * format.channels * (format.bits / 8)
  const toMs = (bytes: number) => (bytes / byteRate) * 1000
  if (claimed > there) throw cutShort(file, toMs(there))
  return { durationMs: toMs(claimed), soundBytes: claimed }
}

/** The outer length covers what follows the sound as well. */
async function checkEnd(
  file: SourceFile,
  read: Reader,
  sound: Chunk | undefined,
  durationMs: number,
): Promise<void> {
  const riff = view(await read(4, 8)).getUint32(0, true)
  if (riff === UNKNOWN || sound?.length === UNKNOWN) return
  const missing = riff + CHUNK - file.bytes
  if (missing > RIFF_SLACK) throw cutShort(file, durationMs)
}

async function keep(
  chunk: Chunk,
  read: Reader,
  kept: Uint8Array[],
  skipped: Skipped[],
): Promise<void> {
  const room = MAX_COVER_BYTES - kept.reduce((sum, part) => sum + part.length, 0)
  if (chunk.length > room) {
    skipped.push({
      reason: `has tags of ${sizeOf(chunk.length)}, which were left out`,
      cure: SMALLER_COVER,
    })
    return
  }
  const end = chunk.at + chunk.length + (chunk.length % 2)
  kept.push((await read(chunk.at - CHUNK, end)).slice())
}

/** A WAV file of these chunks and no sound. */
function wrap(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const inside = concat([...chunks, new TextEncoder().encode('data\0\0\0\0')])
  const header = new Uint8Array(HEADER)
  header.set(new TextEncoder().encode('RIFF\0\0\0\0WAVE'))
  view(header).setUint32(4, inside.length + 4, true)
  return concat([header, inside])
}
