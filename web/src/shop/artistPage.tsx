/** One artist: releases, and a fingerprint that tells namesakes apart. */
import { NOTHING } from '../keeping/kept.ts'
import { ShareButton } from '../share/shareButton.tsx'
import { Store, useStore } from '../store.ts'
import { useWords } from '../words/words.tsx'
import { Divider } from './divider.tsx'
import { Empty } from './empty.tsx'
import { Failed } from './failed.tsx'
import { Link } from './link.tsx'
import { artist, type Artist } from './load.ts'
import { Pages } from './pages.tsx'
import { useShop } from './shop.tsx'
import { TipButton } from './tipButton.tsx'
import { useLoaded } from './useLoaded.ts'
import { Waiting } from './waiting.tsx'

const NONE = new Store(NOTHING)

/** `first`: as the node drew it into the page; null where it knows nobody. */
export function ArtistPage(props: { wallet: string; first?: Artist | null | undefined }) {
  const { wallet, first } = props
  const { say } = useWords()
  if (first?.wallet === wallet.toLowerCase()) return <Known artist={first} />
  if (first === null) return <Empty text={say('unknownPage')} alone />
  return <Loaded wallet={wallet} />
}

function Loaded({ wallet }: { wallet: string }) {
  const { say } = useWords()
  const loaded = useLoaded(wallet, (signal) => artist(wallet, signal))
  if (loaded.state === 'loading') return <Waiting />
  if (loaded.state === 'failed') return <Failed again={loaded.again} />
  if (!loaded.value) {
    return (
      <Empty text={say('unknownArtist')} alone>
        <Link to={{ name: 'home' }} className="button">
          {say('backToShop')}
        </Link>
      </Empty>
    )
  }
  return <Known artist={loaded.value} />
}

function Known({ artist }: { artist: Artist }) {
  const { say } = useWords()
  const shop = useShop()
  const { followed } = useStore(shop?.keeping.kept ?? NONE)
  const { wallet, name, fingerprint, namesakes } = artist
  const isFollowed = followed.some((one) => one.wallet === wallet)
  return (
    <>
      <Divider title={name} level={1} />
      <div className="artist-actions">
        <button
          type="button"
          className="button"
          aria-pressed={isFollowed}
          aria-label={say(isFollowed ? 'unfollowName' : 'followName', { name })}
          onClick={() =>
            isFollowed ? shop?.keeping.unfollow(wallet) : shop?.keeping.follow(wallet, name)
          }
        >
          {say(isFollowed ? 'following' : 'follow')}
        </button>
        <ShareButton shared={{ title: name, route: { name: 'artist', wallet } }} />
        {artist.releases[0] && <TipButton release={artist.releases[0]} />}
      </div>
      <p className="meta facts">{say('fingerprint', { short: fingerprint })}</p>
      {namesakes.length > 0 && (
        <p className="meta facts">
          {`${say('namesakes')} `}
          {namesakes.map((other) => (
            <Link key={other.wallet} to={{ name: 'artist', wallet: other.wallet }} className="tag">
              {`${other.name} (${other.fingerprint})`}
            </Link>
          ))}
        </p>
      )}
      <Pages
        key={wallet}
        first={artist}
        fresh={[]}
        query={{ artist: wallet }}
        label={say('releases')}
      />
    </>
  )
}
