/**
 * What stands in a page's head for those who only look at it from outside: search engines, networks
 * that draw a card for a link, podcast apps. They run no script, so the node writes all of it.
 */
import type { PageDocument, ReleaseView } from '../../../node/index.ts'
import { sayIn, type Language, type Say } from '../words/say.ts'
import { descriptionOf } from './description.ts'
import { artistData, releaseData } from './jsonLd.ts'
import { data, link, named, property, title } from './tags.ts'

const LOCALES: Readonly<Record<Language, string>> = { en: 'en_GB', fr: 'fr_FR' }
const RSS = 'application/rss+xml'
/** What a card with a player shows of it, as `/oembed` offers it. */
const PLAYER = { width: '480', height: '320' }

export function headOf(page: PageDocument, language: Language): string {
  const say = sayIn(language)
  const name = say('appName')
  const shown = titleOf(page.view)
  const heading = shown ? `${shown} · ${name}` : name
  const description = descriptionOf(page, say, language)
  return [
    '<base href="/">',
    title(heading),
    named('description', description),
    ...address(page),
    ...card(page, { shown: shown || name, description, language }),
    ...about(page, say),
  ].join('')
}

/** The embed's own: it is not a page to be found, but a part of one. */
export function embedHead({ view, base }: PageDocument, language: Language): string {
  const say = sayIn(language)
  const release = view.name === 'embed' ? view.release : null
  return [
    '<base href="/">',
    title(release ? `${release.title}, ${release.artist.name}` : say('appName')),
    named('robots', 'noindex'),
    release ? link('canonical', `${base}/release/${release.release}`) : '',
  ].join('')
}

function titleOf(view: PageDocument['view']): string {
  if (view.name === 'search') return view.query
  if (view.name === 'artist') return view.artist?.name ?? ''
  if (view.name !== 'release' || !view.release) return ''
  return `${view.release.title}, ${view.release.artist.name}`
}

/** The one address of the page; of what is not there, there is none. */
function canonicalOf({ view, base }: PageDocument): string | undefined {
  if (view.name === 'home') return `${base}/`
  if (view.name === 'release' && view.release) return `${base}/release/${view.release.release}`
  if (view.name === 'artist' && view.artist) return `${base}/artist/${view.artist.wallet}`
  return undefined
}

function address(page: PageDocument): string[] {
  const { view, base } = page
  const canonical = canonicalOf(page)
  const feed = (href: string, of: string) => link('alternate', href, { type: RSS, title: of })
  const artist = artistOf(view)
  return [
    canonical ? link('canonical', canonical) : '',
    artist ? feed(`${base}/artist/${artist.wallet}/feed.xml`, artist.name) : '',
    feed(`${base}/feed.xml`, new URL(base).host),
  ]
}

function artistOf(view: PageDocument['view']): { name: string; wallet: string } | null {
  if (view.name === 'artist') return view.artist
  return view.name === 'release' ? (view.release?.artist ?? null) : null
}

interface Words {
  shown: string
  description: string
  language: Language
}

const KINDS: Partial<Record<PageDocument['view']['name'], string>> = {
  release: 'music.album',
  artist: 'profile',
}

/** Open Graph, and Twitter's words where they differ. */
function card(page: PageDocument, { shown, description, language }: Words): string[] {
  const { view, picture } = page
  const canonical = canonicalOf(page)
  if (canonical === undefined) return []
  return [
    property('og:type', KINDS[view.name] ?? 'website'),
    property('og:site_name', sayIn(language)('appName')),
    property('og:locale', LOCALES[language]),
    property('og:url', canonical),
    property('og:title', shown),
    property('og:description', description),
    property('og:image', picture?.url),
    property('og:image:type', picture?.mime),
    property('og:image:width', picture ? `${picture.width}` : ''),
    property('og:image:height', picture ? `${picture.height}` : ''),
    property('og:image:alt', picture?.alt),
    ...(view.name === 'release' && view.release ? album(page, view.release) : []),
    named('twitter:card', playerOf(page) ? 'player' : 'summary'),
    ...player(page),
  ]
}

function album({ base }: PageDocument, release: ReleaseView): string[] {
  const [first] = release.tracks
  return [
    property('music:musician', `${base}/artist/${release.artist.wallet}`),
    property('music:release_date', release.date),
    property('og:audio', first && `${base}/ipfs/${first.cid}`),
    property('og:audio:type', first?.mime),
  ]
}

/** A card plays over https only. */
function playerOf({ view, base }: PageDocument): string | undefined {
  const release = view.name === 'release' ? view.release : null
  return release && base.startsWith('https:') ? `${base}/embed/${release.release}` : undefined
}

function player(page: PageDocument): string[] {
  const address = playerOf(page)
  if (address === undefined) return []
  return [
    named('twitter:player', address),
    named('twitter:player:width', PLAYER.width),
    named('twitter:player:height', PLAYER.height),
  ]
}

/** For machines that read more: how to show it elsewhere, and what it is. */
function about({ view, base, picture, playMoney }: PageDocument, say: Say): string[] {
  if (view.name === 'artist' && view.artist) {
    return [data('application/ld+json', artistData(view.artist, base))]
  }
  if (view.name !== 'release' || !view.release) return []
  const { release, title } = view.release
  const asked = (format: string) =>
    `${base}/oembed?${new URLSearchParams({ url: `${base}/release/${release}`, format }).toString()}`
  return [
    link('alternate', asked('json'), { type: 'application/json+oembed', title }),
    link('alternate', asked('xml'), { type: 'text/xml+oembed', title }),
    // Play money is no offer: nothing is for sale there.
    data(
      'application/ld+json',
      releaseData(view.release, { base, picture, sells: !playMoney, say }),
    ),
  ]
}
