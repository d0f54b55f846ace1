/**
 * A feed of songs: RSS 2.0 with the music words of Podcasting 2.0, so that any podcast app plays them
 * and one that knows IPFS fetches them from whoever has them. No `podcast:value`: it names Lightning
 * wallets, and what pays the artist here is a contract; the link to the shop is in `podcast:funding`.
 */
import { uuid5 } from '../../crypto/uuid5.ts'
import { element, xmlDocument, type Markup } from './xml.ts'

export const RSS_MIME = 'application/rss+xml; charset=utf-8'

/** The namespace of `podcast:guid`. */
const GUIDS = 'ead4c236-bf58-58c6-a2c6-a6b28d128cb6'

const SPACES = {
  'xmlns:atom': 'http://www.w3.org/2005/Atom',
  'xmlns:itunes': 'http://www.itunes.com/dtds/podcast-1.0.dtd',
  'xmlns:podcast': 'https://podcastindex.org/namespace/1.0',
}

/** Addresses are absolute everywhere. */
export interface Feed {
  title: string
  description: string
  /** Its page, and itself. */
  page: string
  self: string
  /** Whose songs they are; a shop's feed has many artists and none. */
  author?: string
  /** What makes it the same feed wherever it is served; a shop's is its own address. */
  identity: string
  picture?: string
  songs: readonly FeedSong[]
}

export interface FeedSong {
  id: string
  title: string
  description: string
  artist: string
  page: string
  picture: string
  /** The whole day, YYYY-MM-DD, if the artist gave one. */
  day?: string
  number: number
  seconds: number
  explicit: boolean
  extract: boolean
  licence?: string
  url: string
  cid: string
  mime: string
  bytes: number
  /** sha2-256 of the file in base64, where it is known. */
  sha256?: string
}

export function rss(feed: Feed): string {
  const channel = element(
    'channel',
    {},
    element('title', {}, feed.title),
    element('link', {}, feed.page),
    element('description', {}, feed.description),
    element('generator', {}, 'MegaBox'),
    element('atom:link', { rel: 'self', href: feed.self, type: 'application/rss+xml' }),
    ...(feed.author === undefined ? [] : [element('itunes:author', {}, feed.author)]),
    element('itunes:category', { text: 'Music' }),
    element('itunes:explicit', {}, `${feed.songs.some(({ explicit }) => explicit)}`),
    ...(feed.picture === undefined ? [] : channelPicture(feed, feed.picture)),
    element('podcast:guid', {}, uuid5(GUIDS, feed.identity)),
    element('podcast:medium', {}, 'music'),
    element('podcast:funding', { url: feed.page }, feed.title),
    ...feed.songs.map(item),
  )
  return xmlDocument(element('rss', { version: '2.0', ...SPACES }, channel))
}

const channelPicture = ({ title, page }: Feed, url: string): Markup[] => [
  element('itunes:image', { href: url }),
  element(
    'image',
    {},
    element('url', {}, url),
    element('title', {}, title),
    element('link', {}, page),
  ),
]

const item = (song: FeedSong): Markup =>
  element(
    'item',
    {},
    element('title', {}, song.title),
    element('link', {}, song.page),
    element('description', {}, song.description),
    element('guid', { isPermaLink: 'false' }, song.id),
    ...(song.day === undefined ? [] : [element('pubDate', {}, rfc822(song.day))]),
    element('enclosure', { url: song.url, length: song.bytes, type: song.mime }),
    element('itunes:author', {}, song.artist),
    element('itunes:duration', {}, `${song.seconds}`),
    element('itunes:episode', {}, `${song.number}`),
    element('itunes:episodeType', {}, song.extract ? 'trailer' : 'full'),
    element('itunes:explicit', {}, `${song.explicit}`),
    element('itunes:image', { href: song.picture }),
    ...(song.licence === undefined
      ? []
      : [element('podcast:license', {}, song.licence.toLowerCase())]),
    sources(song),
  )

const sources = ({ mime, bytes, url, cid, sha256 }: FeedSong): Markup =>
  element(
    'podcast:alternateEnclosure',
    { type: mime, length: bytes, default: 'true' },
    element('podcast:source', { uri: url }),
    element('podcast:source', { uri: `ipfs://${cid}` }),
    ...(sha256 === undefined
      ? []
      : [element('podcast:integrity', { type: 'sri', value: `sha256-${sha256}` })]),
  )

const rfc822 = (day: string): string => new Date(`${day}T00:00:00Z`).toUTCString()
