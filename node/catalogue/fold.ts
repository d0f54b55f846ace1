/**
 * One spelling for both sides of search. What is listed and what is typed go through `fold`, so that
 * "ork" finds Ørkester and `AC/DC` is two words, not a syntax error (DESIGN §9).
 */

/** Letters that Unicode does not take apart into a base and a mark. */
const LETTERS: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  ı: 'i',
  ȷ: 'j',
  ĸ: 'k',
  ə: 'e',
  ɛ: 'e',
  ɔ: 'o',
  ɨ: 'i',
  ʉ: 'u',
  ɖ: 'd',
  ƒ: 'f',
  ƙ: 'k',
  ɓ: 'b',
  ɗ: 'd',
  // The form of a Greek sigma depends on its place in the word.
  ς: 'σ',
}
const LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'gu')

/**
 * Accents, Hebrew and Arabic points. Other marks stay: in the scripts of India they are vowels, and
 * the two of Kana make another syllable.
 */
const ACCENTS =
  // eslint-disable-next-line no-misleading-character-class -- lone marks are what it looks for
  /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/gu
const APOSTROPHES = /['`´‘’ʻʼʽ′]/gu
/** A character of the scripts written without spaces, and of Hangul, whose particles cling. */
const UNSPACED = String.raw`[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]\p{M}*`
const EACH_UNSPACED = new RegExp(`(${UNSPACED})`, 'gu')
const SPACE_AT_A_WORD = new RegExp(`(?<!${UNSPACED}) | (?!${UNSPACED})`, 'u')
const NO_WORD = /[^\p{L}\p{M}\p{N}]+/gu

/** Lower-case words with one space between; each character of a script without spaces is a word. */
export function fold(text: string): string {
  return (
    text
      // Before NFKD, which turns an acute accent on its own into a space and a mark.
      .replace(APOSTROPHES, '')
      .normalize('NFKD')
      .toLowerCase()
      .replace(ACCENTS, '')
      // Puts the syllables of Hangul and Kana together again.
      .normalize('NFC')
      .replace(LETTER, (letter) => LETTERS[letter] ?? letter)
      .replace(EACH_UNSPACED, ' $1 ')
      .replace(NO_WORD, ' ')
      .trim()
  )
}

const MAX_QUERY = 400
const MAX_TOKENS = 16

/**
 * What to look for, each the beginning of a word. Characters of a script without spaces that were
 * typed together are one phrase: `東京 ork` gives `['東 京', 'ork']`.
 */
export function queryTokens(query: string): string[] {
  const tokens = query
    .slice(0, MAX_QUERY)
    .split(/\s+/u)
    .flatMap((typed) => fold(typed).split(SPACE_AT_A_WORD))
  return [...new Set(tokens)].filter((token) => token !== '').slice(0, MAX_TOKENS)
}
