/** The words of paying, in the listener's language. */
import { sayFrom, type Language, type Values } from '../../words/say.ts'
import { useWords } from '../../words/words.tsx'
import { english, type BuyKey } from './english.ts'
import { french } from './french.ts'

export type SayBuy = (key: BuyKey, values?: Values) => string

export const sayBuyIn = (language: Language): SayBuy =>
  sayFrom({ en: english, fr: french }, language)

export function useBuyWords(): { say: SayBuy; language: Language } {
  const { language } = useWords()
  return { say: sayBuyIn(language), language }
}
