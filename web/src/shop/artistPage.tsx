/** One artist: releases, and a fingerprint that tells namesakes apart. */
import { NOTHING } from '../keeping/kept.ts'
import { Store, useStore } from '../store.ts'
import { useWords } from '../words/words.tsx'
import { Divider } from './divider.tsx'
import { Empty, Pages } from './homePage.tsx'
import { listed } from './load.ts'
import { useShop } from './shop.tsx'
import { useLoaded } from './useLoaded.ts'

const NONE = new Store(NOTHING)

export function ArtistPage({ wallet }: { wallet: string }) {
  const { say } = useWords()
  const shop = useShop()
  const { followed } = useStore(shop?.keeping.kept ?? NONE)
  const loaded = useLoaded(wallet, (signal) => listed({ artist: wallet }, signal))
  if (loaded.state === 'loading') return <p className="unseen">{say('loading')}</p>
  if (loaded.state === 'failed') return <Empty text={say('shopGone')} />
  const [first] = loaded.value.releases
  if (!first) return <Empty text={say('unknownPage')} />
  const { name } = first.artist
  const isFollowed = followed.some((one) => one.wallet === wallet)
  return (
    <>
      <Divider title={name} level={1}>
        <button
          type="button"
          className="button"
          aria-pressed={isFollowed}
          onClick={() =>
            isFollowed ? shop?.keeping.unfollow(wallet) : shop?.keeping.follow(wallet, name)
          }
        >
          {say(isFollowed ? 'following' : 'follow')}
        </button>
      </Divider>
      <p className="meta">
        {say('fingerprint', {
          short: `${wallet.slice(2, 6)} ${wallet.slice(6, 10)} … ${wallet.slice(-4)}`,
        })}
      </p>
      <Pages
        key={wallet}
        first={loaded.value}
        fresh={[]}
        query={{ artist: wallet }}
        label={say('releases')}
      />
    </>
  )
}
