/** A song as the player needs it: enough to show and play it when its release is long forgotten. */
import type { TrackView, WorkView } from '../../../node/index.ts'

export interface Song {
  cid: string
  title: string
  artist: string
  wallet: string
  release: string
  releaseTitle: string
  cover?: string
  durationMs: number
  extent: 'full' | 'preview'
  /** About how long the extract is, where it is one and that can be told. */
  extractMs?: number
  mime: string
  bytes?: number
  /** Where its waveform is, if the artist's node made one. */
  waveform?: string
  loudnessCentiLufs?: number
}

export function songsOf(release: WorkView): Song[] {
  const { artist, artwork } = release
  return release.tracks.map((track) => ({
    ...{ cid: track.cid, title: track.title, artist: artist.name, wallet: artist.wallet },
    ...{ release: release.release, releaseTitle: release.title },
    ...(artwork && { cover: artwork.cid }),
    ...{ durationMs: track.durationMs, extent: track.extent, mime: track.mime, bytes: track.bytes },
    ...extractOf(track),
    ...(track.waveform !== undefined && { waveform: track.waveform }),
    ...(track.loudnessCentiLufs !== undefined && { loudnessCentiLufs: track.loudnessCentiLufs }),
  }))
}

const EXTRACT_STEP_MS = 5000

/** A manifest states the whole song's length; of the same format, an extract is as long as its bytes. */
function extractOf({ extent, mime, bytes, master, durationMs }: TrackView): { extractMs?: number } {
  if (extent === 'full' || master?.mime !== mime || master.bytes <= bytes) return {}
  const steps = Math.round((durationMs * bytes) / master.bytes / EXTRACT_STEP_MS)
  return { extractMs: Math.max(1, steps) * EXTRACT_STEP_MS }
}
