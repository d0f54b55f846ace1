/** The shop did not answer: what that means, and the one thing to do. */
import { useWords } from '../words/words.tsx'
import { Empty } from './empty.tsx'

export function Failed({ again }: { again: () => void }) {
  const { say } = useWords()
  return (
    <div role="alert">
      <Empty text={say('shopGone')}>
        <button type="button" className="button" onClick={again}>
          {say('tryAgain')}
        </button>
      </Empty>
    </div>
  )
}
