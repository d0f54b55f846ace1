/** The price beside Play. Buying itself is not here yet, and nothing pretends to sell. */
import type { ReleaseView } from '../../../node/index.ts'
import { useWords } from '../words/words.tsx'
import { offerOf } from './price.ts'

export function BuySticker({ release }: { release: ReleaseView }) {
  const { say, language } = useWords()
  const offer = offerOf(release, say, language)
  return <span className={offer.money ? 'sticker big' : 'plain-price'}>{offer.text}</span>
}
