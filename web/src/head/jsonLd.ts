/** What a page is about, in schema.org's words. */
import type { ArtistView, Picture, ReleaseView, TrackView } from '../../../node/index.ts'
import { currencyOf } from '../shop/price.ts'
import { plainAmount } from '../words/amounts.ts'
import type { Say } from '../words/say.ts'

const CONTEXT = 'https://schema.org'
const KINDS: Readonly<Record<ReleaseView['kind'], string>> = {
  album: 'AlbumRelease',
  ep: 'EPRelease',
  single: 'SingleRelease',
}

interface Around {
  base: string
  picture: Picture | null
  /** False where nothing is really sold. */
  sells: boolean
  say: Say
}

export function releaseData(release: ReleaseView, { base, picture, sells, say }: Around): object {
  const { title, artist, date, genres, tracks, kind } = release
  const url = addressOf(release, base)
  return {
    '@context': CONTEXT,
    '@type': 'MusicAlbum',
    '@id': url,
    url,
    name: title,
    byArtist: artistOf(artist, base),
    albumReleaseType: `${CONTEXT}/${KINDS[kind]}`,
    ...(date !== undefined && { datePublished: date }),
    ...(genres.length > 0 && { genre: genres }),
    ...(picture && { image: picture.url }),
    numTracks: tracks.length,
    track: tracks.map((track, i) => recording(track, { base, url, position: i + 1 })),
    ...(sells && {
      offers: release.editions.flatMap((each) => offer(each, { release, url, say })),
    }),
  }
}

export const artistData = (artist: ArtistView, base: string): object => ({
  '@context': CONTEXT,
  ...artistOf(artist, base),
  ...(artist.names.length > 1 && { alternateName: artist.names.slice(1) }),
  album: artist.releases.map((release) => ({
    '@type': 'MusicAlbum',
    '@id': addressOf(release, base),
    url: addressOf(release, base),
    name: release.title,
  })),
})

const addressOf = ({ release }: Pick<ReleaseView, 'release'>, base: string): string =>
  `${base}/release/${release}`

function artistOf({ name, wallet }: Pick<ArtistView, 'name' | 'wallet'>, base: string) {
  const url = `${base}/artist/${wallet}`
  return { '@type': 'MusicGroup', '@id': url, url, name }
}

function recording(
  track: TrackView,
  { base, url, position }: { base: string; url: string; position: number },
) {
  const audio = {
    '@type': 'AudioObject',
    contentUrl: `${base}/ipfs/${track.cid}`,
    encodingFormat: track.mime,
    contentSize: `${track.bytes}`,
  }
  return {
    '@type': 'MusicRecording',
    url: `${url}?song=${position}`,
    name: track.title,
    position,
    duration: `PT${Math.round(track.durationMs / 1000)}S`,
    ...(track.isrc !== undefined && { isrcCode: track.isrc }),
    // An extract is not the recording.
    ...(track.extent === 'full' && { audio }),
  }
}

type Edition = ReleaseView['editions'][number]

/** None in a currency whose digits are not known here: a wrong price is worse than none. */
function offer(
  { closed, edition, ...priced }: Edition,
  { release, url, say }: { release: ReleaseView; url: string; say: Say },
) {
  const currency = currencyOf(priced)
  if (!currency) return []
  const isOpen = !closed && (edition !== release.edition || release.onSale)
  const amount = plainAmount(priced.price, currency)
  return [
    {
      '@type': 'Offer',
      url,
      price: amount,
      priceCurrency: currency.code,
      // The price is a floor, and 0 leaves it to the buyer.
      ...(amount === '0' && { description: say('nameYourPrice') }),
      availability: `${CONTEXT}/${isOpen ? 'InStock' : 'Discontinued'}`,
    },
  ]
}
