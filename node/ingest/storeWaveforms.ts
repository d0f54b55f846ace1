/** What each song looks like becomes a block beside it. Last, so that none waits for hours to be named. */
import type { Abortable, Files } from '../domain/ports.ts'
import type { StoredSong } from './draft.ts'
import type { Sounding } from './track.ts'

export async function storeWaveforms(
  songs: readonly StoredSong[],
  { files }: { files: Pick<Files, 'add'> },
  options: Abortable,
): Promise<(StoredSong & Sounding)[]> {
  const sounding: (StoredSong & Sounding)[] = []
  for (const song of songs) {
    const { heard } = song
    if (!heard) {
      sounding.push(song)
      continue
    }
    const { waveform, ...loudness } = heard
    const { cid } = await files.add(once(waveform), options)
    sounding.push({ ...song, ...loudness, waveform: cid })
  }
  return sounding
}

async function* once(data: Uint8Array): AsyncGenerator<Uint8Array> {
  yield data
}
