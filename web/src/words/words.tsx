/** The listener's language, for every component below. */
import { createContext, use, type ReactNode } from 'react'
import { sayIn, type Language, type Say } from './say.ts'

interface Words {
  language: Language
  say: Say
  speak: (language: Language) => void
}

const Words = createContext<Words>({
  language: 'en',
  say: sayIn('en'),
  speak: () => undefined,
})

export const useWords = (): Words => use(Words)

export function Speaking(props: {
  language: Language
  speak: (language: Language) => void
  children: ReactNode
}) {
  const { language, speak, children } = props
  return <Words value={{ language, say: sayIn(language), speak }}>{children}</Words>
}
