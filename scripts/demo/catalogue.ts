// Everything the demo shop has in its window: three invented artists, eight pieces.
import { everyoneAsleep } from './artists/lindenPell/everyoneAsleep.ts'
import { kettleOn } from './artists/lindenPell/kettleOn.ts'
import { moth } from './artists/lindenPell/moth.ts'
import { aerials } from './artists/nattoya/aerials.ts'
import { firstFlakes } from './artists/nattoya/firstFlakes.ts'
import { longThaw } from './artists/nattoya/longThaw.ts'
import { closedOnMondays } from './artists/troisOeillets/closedOnMondays.ts'
import { twoStopsEarly } from './artists/troisOeillets/twoStopsEarly.ts'
import { openStrings, snowOnTheAerials, threeCarnations } from './cover/covers.ts'
import type { Stereo } from './sound/stereo.ts'

export interface Track {
  readonly title: string
  /** Composes and plays the piece; the same every time. */
  readonly play: () => Stereo
  /** Decibels against its power, by the loudness the ear gives it (EBU R 128). */
  readonly trim: number
}

export interface Release {
  readonly artist: string
  readonly title: string
  readonly date: string
  readonly genre: string
  readonly license: string
  /** In play dollars. Zero lets the buyer name the price. */
  readonly priceDollars: string
  readonly cover: () => Uint8Array
  readonly tracks: readonly Track[]
}

export const CATALOGUE: readonly Release[] = [
  {
    artist: 'Nattøya',
    title: 'Snow on the Aerials',
    date: '2026-02-06',
    genre: 'Dub',
    license: 'CC-BY-4.0',
    priceDollars: '3.50',
    cover: snowOnTheAerials,
    tracks: [
      { title: 'First Flakes', play: firstFlakes, trim: -0.4 },
      { title: 'Snow on the Aerials', play: aerials, trim: 0.7 },
      { title: 'The Long Thaw', play: longThaw, trim: 0.4 },
    ],
  },
  {
    artist: 'Linden Pell',
    title: 'Small Hours, Open Strings',
    date: '2026-03-20',
    genre: 'Folk',
    license: 'CC-BY-SA-4.0',
    priceDollars: '0',
    cover: openStrings,
    tracks: [
      { title: 'Kettle On', play: kettleOn, trim: -1.6 },
      { title: 'Moth at the Window', play: moth, trim: -1.6 },
      { title: 'Everyone Asleep', play: everyoneAsleep, trim: -1.8 },
    ],
  },
  {
    artist: 'Trois Œillets',
    title: 'Closed on Mondays',
    date: '2026-05-01',
    genre: 'Jazz',
    license: 'CC-BY-4.0',
    priceDollars: '8',
    cover: threeCarnations,
    tracks: [
      { title: 'Closed on Mondays', play: closedOnMondays, trim: 0.3 },
      { title: 'Two Stops Early', play: twoStopsEarly, trim: 0.5 },
    ],
  },
]

export function folder({ artist, title }: Release): string {
  return `${artist} - ${title}`
}

export function file({ title }: Track, index: number): string {
  return `${String(index + 1).padStart(2, '0')} ${title}.flac`
}

/** Which piece, by its places in the catalogue. */
export interface Job {
  readonly release: number
  readonly track: number
}

export function find(job: Job): { release: Release; track: Track } {
  const release = CATALOGUE[job.release]
  const track = release?.tracks[job.track]
  if (!release || !track) throw new RangeError('No such piece in the catalogue.')
  return { release, track }
}
