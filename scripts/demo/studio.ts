// One piece from the first note to the file on disk.
import { join } from 'node:path'
import { file, find, folder, type Job, type Release } from './catalogue.ts'
import { master } from './effects/master.ts'
import { flac } from './flac.ts'
import { put } from './put.ts'
import { RATE } from './sound/stereo.ts'

/** Plays, masters and encodes one piece. */
async function record(
  release: Release,
  index: number,
  cover: Uint8Array,
): Promise<{ bytes: Uint8Array; seconds: number }> {
  const track = release.tracks[index]
  if (!track) throw new RangeError(`${release.title} has no track ${String(index + 1)}.`)
  const frames = master(track.play(), { trim: track.trim })
  const { artist, title, date, genre, license, tracks } = release
  const tags = { artist, album: title, date, genre, license, title: track.title }
  const bytes = await flac(frames, { ...tags, track: index + 1, tracks: tracks.length }, cover)
  return { bytes, seconds: frames.length / 2 / RATE }
}

/** Records one piece into its release's folder, which is there already, and tells its length. */
export async function cutTrack(directory: string, job: Job, cover: Uint8Array): Promise<number> {
  const { release, track } = find(job)
  const { bytes, seconds } = await record(release, job.track, cover)
  await put(join(directory, folder(release), file(track, job.track)), bytes)
  return seconds
}
