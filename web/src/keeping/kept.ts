/** What a listener keeps on this device: saved releases, followed artists, playlists. One format, also for its export. */
import * as v from 'valibot'

const text = (most: number) => v.pipe(v.string(), v.maxLength(most))

const Song = v.object({
  cid: text(200),
  title: text(500),
  artist: text(300),
  wallet: text(60),
  release: text(100),
  releaseTitle: text(500),
  cover: v.optional(text(200)),
  durationMs: v.number(),
  extent: v.picklist(['full', 'preview']),
  mime: text(100),
  waveform: v.optional(text(200)),
  loudnessCentiLufs: v.optional(v.number()),
  extractMs: v.optional(v.number()),
  bytes: v.optional(v.number()),
})

const Saved = v.object({
  release: text(100),
  title: text(500),
  artist: text(300),
  wallet: text(60),
  cover: v.optional(text(200)),
  songs: v.pipe(v.array(Song), v.maxLength(255)),
})

const Followed = v.object({ wallet: text(60), name: text(300) })

const Playlist = v.object({
  id: text(60),
  name: text(200),
  songs: v.pipe(v.array(Song), v.maxLength(100_000)),
})

export const Kept = v.object({
  megabox: v.literal('kept/1'),
  saved: v.pipe(v.array(Saved), v.maxLength(10_000)),
  followed: v.pipe(v.array(Followed), v.maxLength(10_000)),
  playlists: v.pipe(v.array(Playlist), v.maxLength(1000)),
  hidden: v.pipe(v.array(text(100)), v.maxLength(10_000)),
})

export type Kept = v.InferOutput<typeof Kept>
export type Saved = v.InferOutput<typeof Saved>
export type Followed = v.InferOutput<typeof Followed>
export type Playlist = v.InferOutput<typeof Playlist>

export const NOTHING: Kept = {
  megabox: 'kept/1',
  saved: [],
  followed: [],
  playlists: [],
  hidden: [],
}

/** Undefined when it is none of ours. */
export function parseKept(value: unknown): Kept | undefined {
  const parsed = v.safeParse(Kept, value)
  return parsed.success ? parsed.output : undefined
}

/** Both, without doubles; playlists of the same id are the one that comes in. */
export function merged(ours: Kept, theirs: Kept): Kept {
  return {
    megabox: 'kept/1',
    saved: unique([...ours.saved, ...theirs.saved], ({ release }) => release),
    followed: unique([...ours.followed, ...theirs.followed], ({ wallet }) => wallet),
    playlists: unique([...theirs.playlists, ...ours.playlists], ({ id }) => id),
    hidden: [...new Set([...ours.hidden, ...theirs.hidden])],
  }
}

const unique = <Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] =>
  [...new Map(items.toReversed().map((item) => [keyOf(item), item])).values()].toReversed()
