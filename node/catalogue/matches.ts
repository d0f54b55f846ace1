/** Would this manifest be found by these words? For what others claim to have found. */
import type { Manifest } from '../domain/manifest.ts'
import { queryTokens } from './fold.ts'
import { wordsOf } from './words.ts'

/** Every word typed is the beginning of one of its words, as in our own index. */
export function matches(manifest: Pick<Manifest, 'release'>, query: string): boolean {
  const { title, artist, tracks, genres } = wordsOf(manifest)
  const words = ['', title, artist, tracks, genres].join(' ')
  const tokens = queryTokens(query)
  return tokens.length > 0 && tokens.every((token) => words.includes(` ${token}`))
}
