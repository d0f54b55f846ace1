/** A folder as an artist has it: songs in several formats, a cover, and a text nobody asked for. */
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { flac, id3, mp3, wav } from '../support/audio.ts'
import { cover } from '../web/shopfront.ts'

const NAMES = {
  artist: 'Sülo Ørkester',
  album: 'Night Ferry',
  date: new Date('2026-03-01'),
  genre: 'Dub',
}

export async function writeAlbum(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const song = (number: number, title: string, pitch: number) =>
    flac({ ...NAMES, title, trackNumber: number }, { seconds: 20, rate: 44_100, pitch })
  await writeFile(join(folder, '01.flac'), await song(1, 'Slack Water', 220))
  await writeFile(join(folder, '02.flac'), await song(2, 'Copper & Œillets', 330))
  const tags = id3({ TIT2: 'Third', TPE1: NAMES.artist, TALB: NAMES.album, TRCK: '3' })
  await writeFile(join(folder, '03.mp3'), Buffer.concat([tags, mp3({ frames: 400 })]))
  await writeFile(join(folder, '04 Long Take.wav'), wav({ seconds: 30, rate: 44_100 }))
  await writeFile(join(folder, 'cover.png'), cover([120, 40, 90], [250, 200, 40]))
  await writeFile(join(folder, 'notes.txt'), 'not for sale')
}

/** sha256 of every song in a folder, sorted: names may differ. */
export async function songHashes(folder: string): Promise<string[]> {
  const songs = (await readdir(folder)).filter((name) => /\.(flac|mp3|wav)$/.test(name))
  const bytes = await Promise.all(songs.map((name) => readFile(join(folder, name))))
  return bytes.map((song) => createHash('sha256').update(song).digest('hex')).sort()
}
