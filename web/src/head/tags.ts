/** Elements of a head, from hostile words: escaped here and nowhere else. */

/** As an attribute or as text. Every character of it stands for itself. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

export const title = (text: string): string => `<title>${escaped(text)}</title>`

/** Nothing where there is nothing to say. */
export const named = (name: string, content: string | undefined): string =>
  content ? `<meta name="${name}" content="${escaped(content)}">` : ''

/** Open Graph's kind of `meta`. */
export const property = (name: string, content: string | undefined): string =>
  content ? `<meta property="${name}" content="${escaped(content)}">` : ''

export function link(
  rel: string,
  href: string,
  more: Readonly<Record<string, string>> = {},
): string {
  const rest = Object.entries(more).map(([name, value]) => ` ${name}="${escaped(value)}"`)
  return `<link rel="${rel}" href="${escaped(href)}"${rest.join('')}>`
}

/** Data, never run: the policy lets no script stand in the page. "<" would end the element. */
export const data = (type: string, value: unknown, id?: string): string =>
  `<script type="${type}"${id === undefined ? '' : ` id="${id}"`}>${JSON.stringify(value).replaceAll('<', String.raw`\u003c`)}</script>`
