/** The yellow price. Yellow is money and nothing else. */
import type { ReleaseView } from '../../../node/index.ts'
import { useWords } from '../words/words.tsx'
import { offerOf } from './price.ts'

export function Sticker({ release }: { release: ReleaseView }) {
  const { say, language } = useWords()
  const offer = offerOf(release, say, language)
  return <span className={offer.money ? 'sticker' : 'plain-price'}>{offer.text}</span>
}
