/** A song as the player needs it: enough to show and play it when its release is long forgotten. */
import type { ReleaseView } from '../../../node/index.ts'

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
  mime: string
  /** Where its waveform is, if the artist's node made one. */
  waveform?: string
  loudnessCentiLufs?: number
}

export function songsOf(release: ReleaseView): Song[] {
  const { artist, artwork } = release
  return release.tracks.map((track) => ({
    ...{ cid: track.cid, title: track.title, artist: artist.name, wallet: artist.wallet },
    ...{ release: release.release, releaseTitle: release.title },
    ...(artwork && { cover: artwork.cid }),
    ...{ durationMs: track.durationMs, extent: track.extent, mime: track.mime },
    ...(track.waveform !== undefined && { waveform: track.waveform }),
    ...(track.loudnessCentiLufs !== undefined && { loudnessCentiLufs: track.loudnessCentiLufs }),
  }))
}
