// @ts-check
/**
 * What arrives while the page is open: asks the shop every few seconds and puts new releases where
 * they belong. Text goes in as text; no HTML is ever parsed here.
 */
import { clock, price } from './words.js'

/** @typedef {import('../../node/domain/catalogue.ts').ReleaseView} ReleaseView */

const EVERY_MS = 3000
const PATIENCE_MS = 10_000

/**
 * @param {{ shelf: HTMLElement, template: HTMLTemplateElement, notice: HTMLElement, news: HTMLElement }} parts
 */
export function watchShelf({ shelf, template, notice, news }) {
  // Older pages stand still: what is new belongs on the first.
  if (shelf.dataset['first'] !== 'yes') return
  const query = shelf.dataset['query'] ?? ''
  let failures = 0
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer

  async function look() {
    clearTimeout(timer)
    if (document.visibilityState === 'visible') {
      try {
        place(await ask(query))
        failures = 0
      } catch {
        failures += 1
      }
      // Once may be chance; twice is worth a line.
      notice.textContent = failures > 1 ? 'This shop does not answer. Trying again.' : ''
    }
    clearTimeout(timer)
    timer = setTimeout(look, EVERY_MS)
  }

  /** @param {ReleaseView[]} views */
  function place(views) {
    const seen = new Map(cardsOf(shelf).map((card) => [card.dataset['release'], card]))
    const fresh = views.filter(({ release }) => !seen.has(release))
    /** @type {HTMLElement | undefined} */
    let before
    for (const view of views) {
      const known = seen.get(view.release)
      const card = known ?? cardOf(template, view)
      if (!known && before) before.after(card)
      else if (!known) shelf.prepend(card)
      before = card
    }
    if (fresh.length === 0) return
    document.getElementById('empty')?.remove()
    news.textContent = fresh.map(({ title, artist }) => `New: ${title}, ${artist.name}`).join('. ')
  }

  document.addEventListener('visibilitychange', look)
  timer = setTimeout(look, EVERY_MS)
}

/** @param {HTMLElement} shelf @returns {HTMLElement[]} */
const cardsOf = (shelf) =>
  [...shelf.querySelectorAll('.card')].filter((c) => c instanceof HTMLElement)

/** @param {string} query @returns {Promise<ReleaseView[]>} */
async function ask(query) {
  const response = await fetch(`/api/v1/releases?${new URLSearchParams({ q: query })}`, {
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
  if (!response.ok) throw new Error(`the shop answered ${response.status}`)
  return (await response.json()).releases
}

/** @param {HTMLTemplateElement} template @param {ReleaseView} view */
function cardOf(template, view) {
  const card = cloneOf(template.content, '.card')
  card.dataset['release'] = view.release
  fill(card, '.title', view.title)
  fill(card, '.artist', view.artist.name)
  const { text, money } = price(view)
  fill(card, '.price > span', text).className = money ? 'sticker' : 'plain'
  showCover(card, view.artwork)
  const row = cloneOf(card, '.tracks > li')
  card.querySelector('.tracks')?.replaceChildren(...view.tracks.map((track) => rowOf(row, track)))
  return card
}

/** @param {HTMLElement} card @param {ReleaseView['artwork']} artwork */
function showCover(card, artwork) {
  const image = card.querySelector('img')
  if (!image) return
  if (!artwork) return image.remove()
  image.alt = artwork.alt
  image.width = artwork.width
  image.height = artwork.height
  image.src = `/ipfs/${artwork.cid}`
}

/** @param {HTMLElement} model @param {ReleaseView['tracks'][number]} track */
function rowOf(model, { cid, title, durationMs, extent, explicit }) {
  const row = cloneOf(model)
  const button = row.querySelector('button')
  if (button) {
    Object.assign(button.dataset, { src: `/ipfs/${cid}`, ms: `${durationMs}`, extent })
    button.setAttribute('aria-label', `Play ${title}`)
  }
  const notes = [extent === 'preview' ? 'extract' : '', explicit ? 'explicit' : '']
  fill(row, '.name', title)
  fill(row, '.note', notes.filter(Boolean).join(' · '))
  fill(row, '.time', clock(durationMs / 1000))
  return row
}

/** @param {HTMLElement} parent @param {string} selector @param {string} text */
function fill(parent, selector, text) {
  const element = parent.querySelector(selector)
  if (!(element instanceof HTMLElement)) throw new Error(`the card has no ${selector}`)
  element.textContent = text
  return element
}

/** @param {ParentNode} parent @param {string} [selector] @returns {HTMLElement} */
function cloneOf(parent, selector) {
  const clone = (selector ? parent.querySelector(selector) : parent)?.cloneNode(true)
  if (!(clone instanceof HTMLElement)) throw new Error(`the page has no ${selector ?? 'element'}`)
  return clone
}
