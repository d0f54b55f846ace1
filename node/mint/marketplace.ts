/**
 * What a marketplace shows of an edition: ERC-1155's metadata JSON, with a song anybody may hear. Made of
 * a listed release alone, so that the same release gives the same bytes and the same CID.
 */
import { CID } from 'multiformats/cid'
import type { WorkView } from '../domain/catalogue.ts'

/** What is shown beside a picture; whoever wants all of it reads the manifest. */
const LONGEST_TEXT = 2_000
const LONGEST_LINE = 500
const MOST_GENRES = 32

/** At most some 30 KB, whatever the release says. */
export function marketplaceJson(work: WorkView): Uint8Array<ArrayBuffer> {
  const [first] = work.tracks
  const metadata = {
    name: short(work.title, LONGEST_LINE),
    description: short(work.notes ?? '', LONGEST_TEXT) || sentence(work),
    // One copy is a copy: none is ever divided.
    decimals: 0,
    ...(work.artwork && { image: link(work.artwork.cid) }),
    // Never a sealed original: what `cid` names is there to be listened to.
    ...(first && { animation_url: link(first.cid) }),
    attributes: attributesOf(work),
  }
  return new TextEncoder().encode(harmless(JSON.stringify(metadata)))
}

function attributesOf({ artist, kind, tracks, date, licence, genres }: WorkView): object[] {
  const trait = (name: string, value: string | number) => ({
    trait_type: name,
    value: typeof value === 'string' ? short(value, LONGEST_LINE) : value,
  })
  return [
    trait('Artist', artist.name),
    trait('Kind', kind),
    trait('Songs', tracks.length),
    ...(date === undefined ? [] : [trait('Date', date)]),
    ...(licence === undefined ? [] : [trait('Licence', licence)]),
    ...genres.slice(0, MOST_GENRES).map((genre) => trait('Genre', genre)),
  ]
}

const sentence = ({ kind, artist, tracks }: WorkView): string =>
  `${kind === 'ep' ? 'EP' : kind} by ${short(artist.name, LONGEST_LINE)}, ` +
  (tracks.length === 1 ? '1 song.' : `${tracks.length} songs.`)

const link = (cid: string): string => `ipfs://${CID.parse(cid).toString()}`

/** Cut between characters, not within one. */
function short(text: string, most: number): string {
  const whole = text.toWellFormed()
  if (whole.length <= most) return whole
  return `${whole.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** The same JSON for every reader, and no tag for one that pastes it into a page. */
const harmless = (json: string): string =>
  json.replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
