/** Which song comes where: by the tags' disc and track, else by folder and file name. */
import { naturally } from './naturalOrder.ts'

const MAX_DISC = 999
const MAX_NUMBER = 9999

export interface Unordered {
  path: string
  tags: { disc?: number; track?: number }
}

export interface Place {
  disc: number
  number: number
}

export interface Ordered<T> {
  songs: { song: T; place: Place }[]
  /** Paths of songs whose number was not in their tags, or was another's as well. */
  numbered: string[]
}

/** Every song in order, each with a place of its own, whatever order they came in. */
export function order<T extends Unordered>(songs: readonly T[]): Ordered<T> {
  const discs = Map.groupBy(songs, discOf)
  const numbered: string[] = []
  const ordered = [...discs.keys()]
    .sort((a, b) => a - b)
    .flatMap((disc) => orderDisc(disc, discs.get(disc) ?? [], numbered))
  return { songs: ordered, numbered }
}

function orderDisc<T extends Unordered>(disc: number, songs: readonly T[], numbered: string[]) {
  const taken = new Map<number, T>()
  const unplaced: T[] = []
  for (const song of songs.toSorted((a, b) => naturally(a.path, b.path))) {
    const number = within(song.tags.track, MAX_NUMBER)
    if (number === undefined || taken.has(number)) unplaced.push(song)
    else taken.set(number, song)
  }
  let free = 1
  for (const song of unplaced) {
    while (taken.has(free)) free++
    taken.set(free, song)
    numbered.push(song.path)
  }
  return [...taken]
    .sort(([a], [b]) => a - b)
    .map(([number, song]) => ({ song, place: { disc, number } }))
}

/** From its tag, else from a folder called "CD 2" or "Disc2", else the first. */
function discOf({ path, tags }: Unordered): number {
  const folder = /(?:^|\/)(?:cd|dis[ck])[ _-]*0*(\d{1,3})(?:[ _-][^/]*)?\/[^/]*$/i.exec(path)
  return within(tags.disc, MAX_DISC) ?? within(Number(folder?.[1] ?? 0), MAX_DISC) ?? 1
}

const within = (n: number | undefined, max: number) =>
  n !== undefined && Number.isInteger(n) && n >= 1 && n <= max ? n : undefined
