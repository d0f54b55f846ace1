/** The shop did not answer: what that means, and the one thing to do. */
import { useWords } from '../words/words.tsx'
import { Empty } from './empty.tsx'

/** `beside`: the page has a heading and more. */
export function Failed({ again, beside = false }: { again: () => void; beside?: boolean }) {
  const { say } = useWords()
  return (
    <div role="alert">
      <Empty text={say('shopGone')} alone={!beside}>
        <button type="button" className="button" onClick={again}>
          {say('tryAgain')}
        </button>
      </Empty>
    </div>
  )
}
