/** How this shop stands, as it says itself: what it lists, whom it hears, which chain it reads. */
import { useLoaded } from '../shop/useLoaded.ts'
import { useWords } from '../words/words.tsx'
import { shopStatus } from './shopStatus.ts'

export function ShopStanding() {
  const { say } = useWords()
  const loaded = useLoaded('status', shopStatus)
  if (loaded.state === 'loading') return null
  if (loaded.state === 'failed') return <p className="meta">{say('shopGone')}</p>
  if (!loaded.value) return null
  const { releases, peers, gossip, chain } = loaded.value
  return (
    <>
      <p className="meta">{say('shopHas', { releases, peers })}</p>
      <p className="meta">{say('shopHeard', { ...gossip })}</p>
      <p className="meta">{say('shopChain', { id: `${chain.id}`, head: chain.head })}</p>
      <p className="meta">{say(chain.state === 'following' ? 'chainFollowed' : 'chainBehind')}</p>
    </>
  )
}
