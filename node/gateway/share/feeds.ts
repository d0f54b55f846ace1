/**
 * `/feed.xml`: what is new in this shop; `/artist/{wallet}/feed.xml`: all of one artist. They say names
 * only, since an app that subscribes for its listener does not say which language that one reads.
 */
import { viewOf, type Entry, type TrackView, type WorkView } from '../../domain/catalogue.ts'
import { parseAddress } from '../../domain/ids.ts'
import { UnknownArtistError } from '../errors.ts'
import type { GatewayOptions, GatewayPowers } from '../powers.ts'
import type { Route } from '../route.ts'
import { baseOf } from './baseOf.ts'
import { pictureOf } from './picture.ts'
import { rss, RSS_MIME, type FeedSong } from './rss.ts'
import { shared } from './shared.ts'

type Powers = Pick<GatewayPowers, 'index' | 'directory' | 'chain' | 'timeOf'>
type Options = Pick<GatewayOptions, 'url'>

const RELEASES = 50
/** One release has up to 255; more of them than this in one answer help nobody. */
const SONGS = 300
const KEPT_SECONDS = 300

export const shopFeed =
  ({ index, timeOf }: Powers, { url }: Options = {}): Route =>
  async (request, _params, caller) => {
    const base = baseOf(request, caller, url)
    const { entries } = await index.search('', { limit: RELEASES })
    const { host } = new URL(base)
    const songs = await songsOf(entries, base, { index, timeOf })
    return answer(
      request,
      rss({
        title: host,
        description: `MegaBox · ${host}`,
        ...{ page: `${base}/`, self: `${base}/feed.xml`, identity: `${host}/feed.xml` },
        ...(songs[0] && { picture: songs[0].picture }),
        songs,
      }),
    )
  }

export const artistFeed =
  ({ index, directory, chain, timeOf }: Powers, { url }: Options = {}): Route =>
  async (request, params, caller) => {
    const base = baseOf(request, caller, url)
    const wallet = parseAddress(params['wallet'])
    const artist = await directory.artist(wallet)
    if (!artist) throw new UnknownArtistError(wallet)
    const { entries } = await directory.page({ artist: wallet }, { limit: RELEASES })
    const songs = await songsOf(entries, base, { index, timeOf })
    const page = `${base}/artist/${wallet}`
    return answer(
      request,
      rss({
        ...{ title: artist.name, author: artist.name, page, self: `${page}/feed.xml`, songs },
        description: `MegaBox · ${artist.name}`,
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
  { index, timeOf }: Pick<Powers, 'index' | 'timeOf'>,
): Promise<FeedSong[]> {
  const songs: FeedSong[] = []
  // Together: a chain that does not answer is waited for once.
  const days = await Promise.all(entries.map((entry) => dayOf(entry, timeOf)))
  for (const [i, entry] of entries.entries()) {
    const view = viewOf(entry)
    const picture = await pictureOf(view, base, { index })
    const about = { base, view, day: days[i], picture: picture.url }
    songs.push(...view.tracks.map((track, i) => songOf(track, about, integrityOf(entry, i))))
    if (songs.length >= SONGS) break
  }
  return songs.slice(0, SONGS)
}

interface About {
  base: string
  /** When it came out. */
  day: string | undefined
  view: WorkView
  picture: string
}

function songOf(track: TrackView, { base, view, day, picture }: About, sha256?: string): FeedSong {
  const { release, title, artist, licence } = view
  const { cid, mime, bytes } = track
  return {
    id: `megabox:${release}:${track.disc}.${track.number}`,
    title: track.title,
    description: `${artist.name} · ${title}`,
    artist: artist.name,
    page: `${base}/release/${release}`,
    picture,
    // What is not known is not said.
    ...(day !== undefined && { day }),
    number: track.number,
    seconds: Math.round(track.durationMs / 1000),
    explicit: track.explicit ?? false,
    extract: track.extent === 'preview',
    ...(licence !== undefined && { licence }),
    ...{ url: `${base}/ipfs/${cid}`, cid, mime, bytes },
    ...(sha256 !== undefined && { sha256 }),
  }
}

/** As its artist says; else by the chain's clock, when it was put on sale. */
async function dayOf(
  { place, manifest }: Entry,
  timeOf: Powers['timeOf'],
): Promise<string | undefined> {
  const { date } = manifest.release
  if (date?.length === 'YYYY-MM-DD'.length) return date
  const time = await timeOf?.(place.block).catch(() => undefined)
  return time === undefined ? undefined : new Date(time * 1000).toISOString().slice(0, 10)
}

/** What is listened to is mostly the original, whose hash the artist signed. */
function integrityOf({ manifest }: Entry, at: number): string | undefined {
  const track = manifest.release.tracks[at]
  if (!track || track.master.sealed || !track.master.cid.equals(track.listening.cid)) {
    return undefined
  }
  return btoa(String.fromCharCode(...track.master.sha256))
}
