/**
 * One sentence in one language. The small part of ICU message syntax that our words use: `{name}` and
 * `{count, plural, =0 {…} one {…} other {…}}` with `#`.
 */
import type { Key } from './english.ts'

export type Language = 'en' | 'fr'
export type Values = Readonly<Record<string, string | number>>
export type Say = (key: Key, values?: Values) => string

/** Those that are here: nobody reads two at once, so a browser loads one. */
const spoken = new Map<Language, Readonly<Record<Key, string>>>()

export function learnLanguage(language: Language, words: Readonly<Record<Key, string>>): void {
  spoken.set(language, words)
}

/** Brings a language here, before anything is said in it. */
export async function bringLanguage(language: Language): Promise<void> {
  if (spoken.has(language)) return
  if (language === 'fr') learnLanguage('fr', (await import('./french.ts')).french)
  else learnLanguage('en', (await import('./english.ts')).english)
}

const PLURAL = /\{(\w+), plural, ((?:\s*(?:=\d+|\w+) \{[^}]*\})+)\s*\}/g
const CASE = /(=\d+|\w+) \{([^}]*)\}/g

/** @example sayIn('fr')('hits', { count: 2 }) // '2 résultats' */
export const sayIn =
  (language: Language): Say =>
  (key, values) => {
    const words = spoken.get(language)
    return words ? sayFrom({ [language]: words }, language)(key, values) : key
  }

/** For parts that bring their own words, so that the shell need not carry them. */
export const sayFrom =
  <Word extends string>(
    words: Readonly<Partial<Record<Language, Readonly<Record<Word, string>>>>>,
    language: Language,
  ) =>
  (key: Word, values: Values = {}): string =>
    (words[language]?.[key] ?? key)
      .replace(PLURAL, (_, name: string, cases: string) => plural(language, values[name], cases))
      .replace(/\{(\w+)\}/g, (whole, name: string) => written(language, values[name]) ?? whole)

function plural(language: Language, value: string | number | undefined, cases: string): string {
  const count = Number(value)
  const texts = new Map([...cases.matchAll(CASE)].map(([, which = '', text = '']) => [which, text]))
  const rule = new Intl.PluralRules(language).select(count)
  const text = texts.get(`=${count}`) ?? texts.get(rule) ?? texts.get('other') ?? ''
  return text.replaceAll('#', written(language, count) ?? '')
}

const written = (language: Language, value: string | number | undefined): string | undefined =>
  typeof value === 'number' ? new Intl.NumberFormat(language).format(value) : value

/** What a browser or a request says it prefers; English where we speak none of it. */
export function languageOf(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const language = tag.slice(0, 2).toLowerCase()
    if (language === 'fr' || language === 'en') return language
  }
  return 'en'
}
