/** Which of those that were heard of this shop does not list: asked at once, and again while they show. */
import { useEffect, useState } from 'react'
import type { WorkView } from '../../../node/index.ts'
import { release } from '../shop/load.ts'

const AGAIN_MS = 5000
const ASK_MS = 5000

/** Those that were not asked for yet are not in it: nothing shows that would go at once. */
export function useUnlisted(works: readonly WorkView[]): readonly WorkView[] {
  const [unlisted, setUnlisted] = useState<ReadonlySet<string>>(new Set())
  useEffect(() => {
    const leave = new AbortController()
    const look = async () => {
      if (document.hidden) return
      const found = await Promise.all(works.map(async (work) => isListed(work, leave.signal)))
      if (leave.signal.aborted) return
      setUnlisted(new Set(works.filter((_, i) => !found[i]).map(({ release }) => release)))
    }
    void look()
    const timer = setInterval(() => void look(), AGAIN_MS)
    return () => {
      leave.abort()
      clearInterval(timer)
    }
  }, [works])
  return works.filter(({ release }) => unlisted.has(release))
}

/** A shop that does not answer lists nothing. */
async function isListed(work: WorkView, left: AbortSignal): Promise<boolean> {
  const signal = AbortSignal.any([left, AbortSignal.timeout(ASK_MS)])
  return (await release(work.release, signal).catch(() => null)) !== null
}
