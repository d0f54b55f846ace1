/** `/feed.xml`: what is new in this shop; `/artist/{wallet}/feed.xml`: all of one artist. */
import { viewOf, type Entry, type TrackView, type WorkView } from '../../domain/catalogue.ts'
import { parseAddress } from '../../domain/ids.ts'
import { UnknownArtistError } from '../errors.ts'
import type { GatewayOptions, GatewayPowers } from '../powers.ts'
import type { Route } from '../route.ts'
import { baseOf } from './baseOf.ts'
import { pictureOf } from './picture.ts'
import { rss, RSS_MIME, type FeedSong } from './rss.ts'
import { shared } from './shared.ts'

type Powers = Pick<GatewayPowers, 'index' | 'directory' | 'chain'>
type Options = Pick<GatewayOptions, 'url'>

const RELEASES = 50
/** One release has up to 255; more of them than this in one answer help nobody. */
const SONGS = 300
const KEPT_SECONDS = 300

export const shopFeed =
  ({ index }: Powers, { url }: Options = {}): Route =>
  async (request, _params, caller) => {
    const base = baseOf(request, caller, url)
    const { entries } = await index.search('', { limit: RELEASES })
    const { host } = new URL(base)
    const songs = await songsOf(entries, base, index)
    return answer(
      request,
      rss({
        title: `New at ${host}`,
        description: `New releases in the MegaBox shop at ${host}.`,
        ...{ page: `${base}/`, self: `${base}/feed.xml`, identity: `${host}/feed.xml` },
        ...(songs[0] && { picture: songs[0].picture }),
        songs,
      }),
    )
  }

export const artistFeed =
  ({ index, directory, chain }: Powers, { url }: Options = {}): Route =>
  async (request, params, caller) => {
    const base = baseOf(request, caller, url)
    const wallet = parseAddress(params['wallet'])
    const artist = await directory.artist(wallet)
    if (!artist) throw new UnknownArtistError(wallet)
    const { entries } = await directory.page({ artist: wallet }, { limit: RELEASES })
    const songs = await songsOf(entries, base, index)
    const page = `${base}/artist/${wallet}`
    return answer(
      request,
      rss({
        ...{ title: artist.name, author: artist.name, page, self: `${page}/feed.xml`, songs },
        description: `Music by ${artist.name}, newest first.`,
        // The same feed at every node: an app that knows it from one shop knows it from all.
        identity: `megabox:${chain.id}:${chain.contract}:${wallet}`,
        ...(songs[0] && { picture: songs[0].picture }),
      }),
    )
  }

const answer = (request: Request, body: string): Response =>
  shared(request, { mime: RSS_MIME, body, seconds: KEPT_SECONDS })

async function songsOf(
  entries: readonly Entry[],
  base: string,
  index: Powers['index'],
): Promise<FeedSong[]> {
  const songs: FeedSong[] = []
  for (const entry of entries) {
    const view = viewOf(entry)
    const picture = await pictureOf(view, base, { index })
    const about = { base, view, picture: picture.url }
    songs.push(...view.tracks.map((track, i) => songOf(track, about, integrityOf(entry, i))))
    if (songs.length >= SONGS) break
  }
  return songs.slice(0, SONGS)
}

interface About {
  base: string
  view: WorkView
  picture: string
}

function songOf(track: TrackView, { base, view, picture }: About, sha256?: string): FeedSong {
  const { release, title, artist, date, licence } = view
  const { cid, mime, bytes } = track
  return {
    id: `megabox:${release}:${track.disc}.${track.number}`,
    title: track.title,
    description: `${artist.name}, from ${title}`,
    artist: artist.name,
    page: `${base}/release/${release}`,
    picture,
    // The chain says in which block it came, not when: what is not known is not said.
    ...(date?.length === 'YYYY-MM-DD'.length && { day: date }),
    number: track.number,
    seconds: Math.round(track.durationMs / 1000),
    explicit: track.explicit ?? false,
    extract: track.extent === 'preview',
    ...(licence !== undefined && { licence }),
    ...{ url: `${base}/ipfs/${cid}`, cid, mime, bytes },
    ...(sha256 !== undefined && { sha256 }),
  }
}

/** What is listened to is mostly the original, whose hash the artist signed. */
function integrityOf({ manifest }: Entry, at: number): string | undefined {
  const track = manifest.release.tracks[at]
  if (!track || track.master.sealed || !track.master.cid.equals(track.listening.cid)) {
    return undefined
  }
  return btoa(String.fromCharCode(...track.master.sha256))
}
