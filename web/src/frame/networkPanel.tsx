/** For the curious: who plays this to you, what was checked, what is stored. */
import type { PeerStatus, SourceStatus } from '../peer/status.ts'
import { StorageLine } from '../keeping/storageLine.tsx'
import { Store, useStore } from '../store.ts'
import { Divider } from '../shop/divider.tsx'
import { useShop } from '../shop/shop.tsx'
import { size } from '../words/amounts.ts'
import { useWords } from '../words/words.tsx'
import { settings } from './settings.ts'
import { ShopStanding } from './shopStanding.tsx'

const UNKNOWN = new Store<PeerStatus | undefined>(undefined)
const NAME_LENGTH = 28

export function NetworkPanel() {
  const { say, language } = useWords()
  const shop = useShop()
  const status = useStore(shop?.peerStatus ?? UNKNOWN)
  const { sharing } = useStore(settings)
  return (
    <section aria-label={say('networkPanel')}>
      <Divider title={say('networkPanel')} />
      <label className="line">
        <span>{say('sharing')}</span>
        <input
          type="checkbox"
          checked={sharing ?? false}
          onChange={({ currentTarget }) => settings.patch({ sharing: currentTarget.checked })}
        />
      </label>
      {status && (
        <>
          <ul className="plain lines">
            {status.sources.map((source) => (
              <Source key={source.name} source={source} />
            ))}
          </ul>
          <p className="meta">
            {say('checked', {
              blocks: status.verified.blocks,
              size: size(status.verified.bytes, language),
            })}
          </p>
          <p className="meta">{say('given', { size: size(status.given, language) })}</p>
          <StorageLine />
        </>
      )}
      <ShopStanding />
    </section>
  )
}

const KINDS = { shop: 'kindShop', node: 'kindNode', listener: 'kindListener' } as const

function Source({ source }: { source: SourceStatus }) {
  const { say, language } = useWords()
  const { name, kind, bytes, lied } = source
  const short = name.length > NAME_LENGTH ? `${name.slice(0, 8)} … ${name.slice(-8)}` : name
  return (
    <li>
      <span>
        {say(KINDS[kind])} <span className="meta">{short}</span>
      </span>
      <span className="meta">{lied ? say('lied') : size(bytes, language)}</span>
    </li>
  )
}
