/** One release as it stands on the shelf: sleeve, title, artist, sticker, songs. */
import type { ReleaseView, TrackView } from '../domain/catalogue.ts'
import { ZERO_ADDRESS } from '../domain/ids.ts'
import { html, type Html } from './html.ts'
import { duration, price } from './words.ts'

export function card(view: ReleaseView): Html {
  const { text, money } = price(view)
  return html`<li class="card" data-release="${view.release}">
    <div class="sleeve">${view.artwork && cover(view.artwork)}</div>
    <div class="about">
      <h2 class="title" dir="auto">${view.title}</h2>
      <p class="artist" dir="auto">${view.artist.name}</p>
      <p class="price"><span class="${money ? 'sticker' : 'plain'}">${text}</span></p>
    </div>
    <ol class="tracks">
      ${view.tracks.map(song)}
    </ol>
  </li> `
}

const cover = ({ cid, width, height, alt }: NonNullable<ReleaseView['artwork']>): Html =>
  html`<img
    src="/ipfs/${cid}"
    width="${width}"
    height="${height}"
    alt="${alt}"
    loading="lazy"
    decoding="async"
  />`

const song = ({ cid, title, durationMs, extent, explicit }: TrackView): Html =>
  html`<li>
    <button
      class="track"
      type="button"
      data-src="/ipfs/${cid}"
      data-ms="${durationMs}"
      data-extent="${extent}"
      aria-label="Play ${title}"
    >
      <span class="glyph" aria-hidden="true"></span>
      <span class="name" dir="auto">${title}</span>
      <span class="note">${noteOf(extent, explicit)}</span>
      <span class="time">${duration(durationMs)}</span>
    </button>
  </li> `

const noteOf = (extent: TrackView['extent'], explicit = false): string =>
  [extent === 'preview' ? 'extract' : '', explicit ? 'explicit' : ''].filter(Boolean).join(' · ')

/**
 * The same card with nothing in it. The page's script clones it for releases that appear later,
 * so that a card's structure is written in one place.
 */
export const blankCard = (): Html =>
  // The brand is for ids that were parsed; this one is never looked up.
  card({
    release: '' as ReleaseView['release'],
    edition: '' as ReleaseView['edition'],
    artist: { name: '', wallet: ZERO_ADDRESS },
    title: '',
    kind: 'single',
    genres: [],
    priceWei: '0',
    onSale: true,
    manifest: '',
    artwork: { cid: '', mime: '', width: 1, height: 1, alt: '' },
    tracks: [
      {
        disc: 1,
        number: 1,
        title: '',
        durationMs: 0,
        cid: '',
        mime: '',
        bytes: 0,
        extent: 'full',
      },
    ],
    editions: [],
  })
