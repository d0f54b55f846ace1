/** A page in a sentence or two, for those who see a link to it. */
import type { PageDocument, ReleaseView } from '../../../node/index.ts'
import { offerOf } from '../shop/price.ts'
import { clock } from '../words/amounts.ts'
import type { Language, Say } from '../words/say.ts'

/** More is cut by everyone who shows it. */
const LETTERS = 200

export function descriptionOf(
  { view, playMoney }: Pick<PageDocument, 'view' | 'playMoney'>,
  say: Say,
  language: Language,
): string {
  if (view.name === 'release' && view.release) {
    const { text } = offerOf(view.release, say, language)
    // Where nothing is sold, no price is named.
    return cut(aboutRelease(view.release, playMoney ? '' : text, say))
  }
  if (view.name === 'artist' && view.artist) {
    return cut(say('artistInShort', { name: view.artist.name, count: view.artist.count }))
  }
  return say('shopInShort')
}

/** "By Nadia Voss. 5 songs, 21 min. From 0.01 ETH. Recorded in …" */
function aboutRelease(release: ReleaseView, offer: string, say: Say): string {
  const { artist, tracks, notes = '' } = release
  const total = tracks.reduce((sum, { durationMs }) => sum + durationMs, 0)
  const time =
    total >= 60_000 ? say('minutes', { count: Math.round(total / 60_000) }) : clock(total)
  const facts = [
    say('by', { name: artist.name }),
    say('songsAndTime', { count: tracks.length, time }),
    offer,
    notes.replace(/\s+/g, ' ').trim(),
  ]
  const [first = '', ...rest] = facts.filter(Boolean)
  return [capital(first), ...rest.map(capital)].join('. ')
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** By characters as people see them: half of one would be none. */
function cut(text: string): string {
  const letters = [...new Intl.Segmenter().segment(text)]
  if (letters.length <= LETTERS) return text
  return `${letters
    .slice(0, LETTERS - 1)
    .map(({ segment }) => segment)
    .join('')}…`
}
