/** What of a manifest can be searched for, folded. */
import type { Manifest } from '../domain/manifest.ts'
import { fold } from './fold.ts'

export interface Words {
  title: string
  artist: string
  tracks: string
  genres: string
}

export const wordsOf = ({ release }: Pick<Manifest, 'release'>): Words => ({
  title: fold(release.title),
  artist: fold(release.artist.name),
  tracks: fold(release.tracks.map(({ title }) => title).join('\n')),
  genres: fold(release.genres.join('\n')),
})
