/** XML written from hostile words: text and attributes are escaped here and nowhere else. */

/** A piece of XML that is whole. Plain strings are text and never taken for it. */
export interface Markup {
  readonly xml: string
}

type Attributes = Readonly<Record<string, string | number | undefined>>

/** What XML 1.0 (§2.2) has no way to write, not even escaped: it would end every reader's patience. */
const UNWRITABLE = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

/** @example element('title', {}, 'Salt & Pepper') // <title>Salt &#38; Pepper</title> */
export function element(
  name: string,
  attributes: Attributes = {},
  ...children: readonly (string | Markup | undefined)[]
): Markup {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(`${value}`)}"`)
  const inner = children.map((child) => (typeof child === 'string' ? escaped(child) : child?.xml))
  const start = `<${name}${written.join('')}`
  return { xml: children.length === 0 ? `${start}/>` : `${start}>${inner.join('')}</${name}>` }
}

export const xmlDocument = ({ xml }: Markup): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n${xml}\n`

const escaped = (text: string): string =>
  text.replace(UNWRITABLE, '').replace(/[&<>"'\t\n\r]/g, (char) => `&#${char.charCodeAt(0)};`)
