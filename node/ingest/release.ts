/** What the songs' tags say of the release as a whole, and which of it was filled from where. */
import { UsageError } from '../domain/errors.ts'
import type { Probe } from '../domain/ports.ts'
import { cleanDate, cleanGenres, cleanLicence, cleanLine, LIMITS } from './text.ts'
import { songTitle } from './track.ts'

export type Kind = 'album' | 'ep' | 'single'

/** What the artist said; whatever is missing is filled from the tags. */
export interface ReleaseOptions {
  title?: string
  artist?: string
  kind?: Kind
  genres?: readonly string[]
  date?: string
  licence?: string
  /** The folder that was published, for when no tag names the album. */
  folderName?: string
}

export interface ReleaseWords {
  artistName: string
  title: string
  kind: Kind
  date?: string
  genres: string[]
  licence?: string
  filled: string[]
  warnings: string[]
}

export interface TaggedSong {
  path: string
  tags: Probe['tags']
}

/** Throws `UsageError` when neither the options nor the tags name the artist or the release. */
export function describeRelease(
  songs: readonly TaggedSong[],
  options: ReleaseOptions,
): ReleaseWords {
  const notes = { filled: [] as string[], warnings: [] as string[] }
  const artistName = artistOf(songs, options, notes)
  const title = titleOf(songs, options, notes)
  const kind = kindOf(songs.length, options, notes)
  const date = dateOf(songs, options, notes)
  const genres = genresOf(songs, options, notes)
  const licence = licenceOf(songs, options, notes)
  return {
    artistName,
    title,
    kind,
    genres,
    ...(date && { date }),
    ...(licence && { licence }),
    ...notes,
  }
}

type Notes = Pick<ReleaseWords, 'filled' | 'warnings'>

function artistOf(songs: readonly TaggedSong[], options: ReleaseOptions, notes: Notes): string {
  const said = given('--artist', options.artist, LIMITS.name)
  if (said !== undefined) return said
  const fromAlbum = distinct(songs.map(({ tags }) => cleanLine(tags.albumArtist, LIMITS.name)))
  const names = fromAlbum.length > 0 ? fromAlbum : distinct(songs.map(artistOfSong))
  const cure = 'Say whose release it is with --artist "NAME".'
  if (names.length === 0) throw new UsageError('No tag names the artist.', cure)
  const lead = leadOf(names)
  if (lead === undefined) {
    throw new UsageError(`The songs name several artists: ${listed(names)}.`, cure)
  }
  notes.filled.push(
    `Artist "${lead}" from the ${fromAlbum.length > 0 ? 'album artist' : 'artist'} tag.`,
  )
  return lead
}

const artistOfSong = ({ tags }: TaggedSong) => cleanLine(tags.artist, LIMITS.name)

/** The one whom all the others begin with: "Voss" of "Voss" and "Voss feat. Maki". */
function leadOf(names: readonly string[]): string | undefined {
  const [shortest] = names.toSorted((a, b) => a.length - b.length)
  const starts = (name: string) =>
    fold(name) === fold(shortest ?? '') || /^[\s,;&(]/.test(name.slice(shortest?.length))
  const all = names.every((name) => fold(name).startsWith(fold(shortest ?? '')) && starts(name))
  return all ? shortest : undefined
}

function titleOf(songs: readonly TaggedSong[], options: ReleaseOptions, notes: Notes): string {
  const said = given('--title', options.title, LIMITS.title)
  if (said !== undefined) return said
  const albums = songs.map(({ tags }) => cleanLine(tags.album, LIMITS.title))
  const [album, ...others] = distinct(albums)
  if (others.length > 0) {
    notes.warnings.push(
      `The songs name different albums (${listed([album ?? '', ...others])}); check the title.`,
    )
  }
  const [only] = songs
  const title =
    named('the album tag', mostCommon(albums)) ??
    named('the song', songs.length === 1 && only ? songTitle(only).title : undefined) ??
    named('the folder', cleanLine(options.folderName, LIMITS.title))
  if (title === undefined) {
    throw new UsageError('No tag names the release.', 'Say its title with --title "TITLE".')
  }
  notes.filled.push(`Title "${title.name}" from ${title.from}.`)
  return title.name
}

const named = (from: string, name: string | undefined) =>
  name === undefined ? undefined : { name, from }

function kindOf(songs: number, options: ReleaseOptions, notes: Notes): Kind {
  if (options.kind !== undefined) return options.kind
  const kind = songs <= 2 ? 'single' : songs <= 6 ? 'ep' : 'album'
  const words = { single: 'single', ep: 'EP', album: 'album' }
  notes.filled.push(`Kind ${words[kind]}, as it has ${songs} ${songs === 1 ? 'song' : 'songs'}.`)
  return kind
}

function dateOf(
  songs: readonly TaggedSong[],
  options: ReleaseOptions,
  notes: Notes,
): string | undefined {
  if (options.date !== undefined) {
    const date = cleanDate(options.date)
    if (date === options.date.trim()) return date
    throw new UsageError(
      `"${options.date}" is no date.`,
      'Write --date YYYY, YYYY-MM or YYYY-MM-DD.',
    )
  }
  const date = mostCommon(songs.map(({ tags }) => cleanDate(tags.date)))
  if (date !== undefined) notes.filled.push(`Date ${date} from the tags.`)
  return date
}

function genresOf(songs: readonly TaggedSong[], options: ReleaseOptions, notes: Notes): string[] {
  if (options.genres !== undefined) return cleanGenres(options.genres)
  const genres = cleanGenres(songs.flatMap(({ tags }) => tags.genres))
  if (genres.length > 0) notes.filled.push(`Genre ${genres.join(', ')} from the tags.`)
  return genres
}

/** A licence gives rights away: it is filled only when every song says the same. */
function licenceOf(
  songs: readonly TaggedSong[],
  options: ReleaseOptions,
  notes: Notes,
): string | undefined {
  if (options.licence !== undefined) return given('--license', options.licence, LIMITS.licence)
  const licences = songs.map(({ tags }) => cleanLicence(tags.licence))
  const [licence, ...others] = distinct(licences)
  if (licence === undefined) return undefined
  if (others.length > 0 || licences.includes(undefined)) {
    notes.warnings.push('Only some songs name this licence, so none was filled: ' + licence + '.')
    return undefined
  }
  notes.filled.push(`Licence ${licence} from the tags.`)
  return licence
}

/** An option that was given must say something. */
function given(option: string, raw: string | undefined, max: number): string | undefined {
  if (raw === undefined) return undefined
  const clean = cleanLine(raw, max)
  if (clean === undefined) throw new UsageError(`${option} is empty.`, `Write ${option} "TEXT".`)
  return clean
}

const fold = (text: string) => text.toLowerCase()

function distinct(texts: readonly (string | undefined)[]): string[] {
  const seen = new Map<string, string>()
  for (const text of texts) {
    if (text !== undefined && !seen.has(fold(text))) seen.set(fold(text), text)
  }
  return [...seen.values()]
}

/** The most frequent one; the earliest of equals. */
function mostCommon(texts: readonly (string | undefined)[]): string | undefined {
  const count = (text: string) => texts.filter((t) => t && fold(t) === fold(text)).length
  return distinct(texts).reduce<string | undefined>(
    (best, text) => (best === undefined || count(text) > count(best) ? text : best),
    undefined,
  )
}

const listed = (names: readonly string[]) =>
  names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '')
