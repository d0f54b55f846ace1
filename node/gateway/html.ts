/** HTML in which nothing a stranger wrote can be more than text. */

export interface Html {
  readonly html: string
}

type Part = Html | string | number | undefined | readonly Html[]

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => ESCAPES[c] ?? '')

/**
 * Everything put in is escaped, except what another `html` made. Values of attributes stand in
 * quotes, always: unquoted, a space would begin a new attribute.
 *
 * @example
 * html`<h2 title="${title}">${title}</h2>`
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const rendered = parts.map((part, i) => written(part) + (strings[i + 1] ?? ''))
  return { html: (strings[0] ?? '') + rendered.join('') }
}

function written(part: Part): string {
  if (part === undefined) return ''
  if (typeof part === 'string' || typeof part === 'number') return escaped(`${part}`)
  return 'html' in part ? part.html : part.map((one) => one.html).join('')
}
