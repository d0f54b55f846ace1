/** While something is on its way: outlines of sleeves after a moment, and a sentence when it is long. */
import { useEffect, useState } from 'react'
import { useWords } from '../words/words.tsx'

const LONG_MS = 2000
const SLEEVES = 5

export function Waiting() {
  const { say } = useWords()
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), LONG_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className="waiting">
      <p className={isLong ? 'meta' : 'unseen'} role="status">
        {say(isLong ? 'loadingLong' : 'loading')}
      </p>
      <div className="shelf" aria-hidden="true">
        {Array.from({ length: SLEEVES }, (_, i) => (
          <span key={i} className="outline" />
        ))}
      </div>
    </div>
  )
}
