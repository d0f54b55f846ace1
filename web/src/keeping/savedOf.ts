/** A release as it is remembered when it was saved. */
import type { ReleaseView } from '../../../node/index.ts'
import { songsOf } from '../player/song.ts'
import type { Saved } from './kept.ts'

export const savedOf = (release: ReleaseView): Saved => ({
  ...{ release: release.release, title: release.title, songs: songsOf(release) },
  ...{ artist: release.artist.name, wallet: release.artist.wallet },
  ...(release.artwork && { cover: release.artwork.cid }),
})
