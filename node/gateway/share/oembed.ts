/**
 * `/oembed`: how another page shows a release of ours (oembed.com), in JSON and XML. Nothing here is
 * private, so 401 never comes; 404 is for what is not ours or not known, 501 for other formats.
 */
import * as v from 'valibot'
import { viewOf, type ReleaseView } from '../../domain/catalogue.ts'
import { UnknownReleaseError, UsageError } from '../../domain/errors.ts'
import { parseReleaseId } from '../../domain/ids.ts'
import { toJson } from '../answer.ts'
import { ForeignAddressError, NotOfferedError } from '../errors.ts'
import type { Picture } from '../pageView.ts'
import type { GatewayOptions, GatewayPowers } from '../powers.ts'
import type { Route } from '../route.ts'
import { baseOf } from './baseOf.ts'
import { pictureOf } from './picture.ts'
import { shared } from './shared.ts'
import { element, xmlDocument } from './xml.ts'

/** As the embed draws itself (web/src/embed/embed.css): below `FULL.height` it is a strip. */
export const FULL = { width: 480, height: 320 }
export const STRIP_HEIGHT = 80

const MAX_ADDRESS = 2_000
const KEPT_SECONDS = 300

const pixels = v.optional(
  v.pipe(v.string(), v.regex(/^\d{1,5}$/), v.transform(Number), v.minValue(1)),
)
const Question = v.object({
  url: v.pipe(v.string(), v.maxLength(MAX_ADDRESS)),
  format: v.optional(v.string(), 'json'),
  maxwidth: pixels,
  maxheight: pixels,
})
type Question = v.InferOutput<typeof Question>

export const oembed =
  ({ index }: Pick<GatewayPowers, 'index'>, { url }: Pick<GatewayOptions, 'url'> = {}): Route =>
  async (request, _params, caller) => {
    const question = parseQuestion(request)
    const { format } = question
    if (format !== 'json' && format !== 'xml') throw new NotOfferedError(format)
    const base = baseOf(request, caller, url)
    const { release: id, from } = sharedIn(question.url, base)
    const entry = await index.release(parseReleaseId(id))
    if (!entry) throw new UnknownReleaseError(id)
    const view = viewOf(entry)
    const picture = await pictureOf(view, base, { index })
    const card = cardOf(view, { base, from, picture, ...question })
    return shared(request, {
      seconds: KEPT_SECONDS,
      ...(format === 'json'
        ? { mime: 'application/json; charset=utf-8', body: toJson(card) }
        : { mime: 'text/xml; charset=utf-8', body: xmlOf(card) }),
    })
  }

function parseQuestion(request: Request): Question {
  const given = Object.fromEntries(new URL(request.url).searchParams)
  const parsed = v.safeParse(Question, given)
  if (parsed.success) return parsed.output
  throw new UsageError(
    'That is no question about an address here.',
    'Ask with url, and if you like format (json or xml), maxwidth and maxheight in pixels.',
  )
}

/** The release an address of this node names, and where in it to begin. */
function sharedIn(address: string, base: string): { release: string; from: string } {
  const url = URL.parse(address)
  const path = /^\/(?:release|embed)\/(?<release>0x[0-9a-f]{64})\/?$/i
  const release = path.exec(url?.pathname ?? '')?.groups?.['release']
  // By http or https: a proxy may speak both.
  const isOurs = url?.host === new URL(base).host && /^https?:$/.test(url.protocol)
  if (!isOurs || release === undefined) throw new ForeignAddressError(address)
  const from = ['song', 't'].flatMap((name) => {
    const value = url.searchParams.get(name) ?? ''
    return /^\d{1,6}$/.test(value) ? [`${name}=${value}`] : []
  })
  return { release, from: from.length > 0 ? `?${from.join('&')}` : '' }
}

type Card = Readonly<Record<string, string | number>>

interface Showing extends Pick<Question, 'maxwidth' | 'maxheight'> {
  base: string
  from: string
  picture: Picture
}

function cardOf(view: ReleaseView, showing: Showing): Card {
  const { base, from, picture, maxwidth = Infinity, maxheight = Infinity } = showing
  const width = Math.min(FULL.width, maxwidth)
  const height = Math.min(maxheight < FULL.height ? STRIP_HEIGHT : FULL.height, maxheight)
  const { url, width: across, height: down } = picture
  const fits = across <= maxwidth && down <= maxheight
  const title = `${view.title}, ${view.artist.name}`
  const address = `${base}/embed/${view.release}${from}`
  const frame = element(
    'iframe',
    { src: address, width, height, title, loading: 'lazy', allow: 'autoplay', style: 'border:0' },
    '',
  )
  return {
    ...{ version: '1.0', type: 'rich', title: view.title },
    ...{ author_name: view.artist.name, author_url: `${base}/artist/${view.artist.wallet}` },
    ...{ provider_name: 'MegaBox', provider_url: `${base}/`, cache_age: KEPT_SECONDS },
    ...(fits && { thumbnail_url: url, thumbnail_width: across, thumbnail_height: down }),
    ...{ html: frame.xml, width, height },
  }
}

const xmlOf = (card: Card): string =>
  xmlDocument(
    element(
      'oembed',
      {},
      ...Object.entries(card).map(([name, value]) => element(name, {}, `${value}`)),
    ),
  )
