/**
 * `GET /`: the shop window, complete before any script runs. The script adds sound and what
 * arrives later; searching and turning pages need none.
 */
import { viewOf, type ReleaseView } from '../domain/catalogue.ts'
import { DEVELOPMENT_CHAIN } from '../domain/chain.ts'
import { GUARDED_PAGE } from './answer.ts'
import { blankCard, card } from './card.ts'
import { html, type Html } from './html.ts'
import { parseListing } from './listing.ts'
import { player } from './player.ts'
import type { GatewayPowers } from './powers.ts'
import type { Route } from './route.ts'

interface Window {
  query: string
  views: readonly ReleaseView[]
  /** Where the next page is, and whether this one is the first. */
  next?: string
  first: boolean
  playMoney: boolean
}

export const page =
  ({ index, chain }: Pick<GatewayPowers, 'index' | 'chain'>): Route =>
  async (request) => {
    const { q, limit, cursor } = parseListing(request)
    const found = await index.search(q, { limit, cursor })
    const next = found.cursor && `/?${new URLSearchParams({ q, cursor: found.cursor }).toString()}`
    const { html } = document({
      query: q,
      views: found.entries.map(viewOf),
      next,
      first: cursor === undefined,
      playMoney: chain.id === DEVELOPMENT_CHAIN,
    })
    return new Response(html, {
      headers: {
        ...GUARDED_PAGE,
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
      },
    })
  }

const document = (shop: Window): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${shop.query ? `${shop.query} · MegaBox` : 'MegaBox'}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        <meta name="description" content="Music that pays the artist inside the sale." />
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/page.css" />
        <script type="module" src="/page.js"></script>
      </head>
      <body>
        <a class="skip" href="#shelf">Skip to the music</a>
        ${shop.playMoney ? banner() : undefined} ${topBar(shop.query)} ${shelf(shop)} ${player()}
        <template id="card">${blankCard()}</template>
      </body>
    </html> `

const banner = (): Html => html`<p class="banner">Play money: nothing here costs anything.</p>`

const topBar = (query: string): Html =>
  html`<header class="top">
    <a class="wordmark" href="/">MegaBox</a>
    <form class="search" action="/" method="get" role="search">
      <input
        type="search"
        name="q"
        id="search"
        value="${query}"
        maxlength="200"
        placeholder="Search songs, artists, releases"
        aria-label="Search songs, artists, releases"
        autocomplete="off"
        dir="auto"
      />
    </form>
  </header>`

const shelf = ({ query, views, next, first }: Window): Html =>
  html`<main>
    <div class="divider">
      <h1 class="tab" dir="auto">${query ? `Results for “${query}”` : 'New in this shop'}</h1>
      ${query || !first ? html`<a href="/">All new</a>` : undefined}
    </div>
    <p class="notice" id="notice" role="status"></p>
    <p class="unseen" id="news" role="status"></p>
    ${views.length > 0 ? undefined : nothing(query)}
    <ul class="shelf" id="shelf" data-query="${query}" data-first="${first ? 'yes' : 'no'}">
      ${views.map(card)}
    </ul>
    ${next === undefined ? undefined : html`<p class="more"><a href="${next}" rel="next">More</a></p>`}
    <footer><a href="/api/v1/status">How this shop is doing</a></footer>
  </main>`

/** One sentence, one thing to do, beside an empty sleeve. */
const nothing = (query: string): Html =>
  html`<div class="empty" id="empty">
    <div class="sleeve"></div>
    ${
      query
        ? html`<p>Nothing found. Try fewer words, or look at <a href="/">all new music</a>.</p>`
        : html`<p>
            Nothing here yet. Put your music on sale with <code>megabox publish FOLDER</code> and it
            appears here by itself.
          </p>`
    }
  </div>`
