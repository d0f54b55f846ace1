/** What was hidden on this device, to be shown again. */
import { NOTHING } from '../keeping/kept.ts'
import { Divider } from '../shop/divider.tsx'
import { Link } from '../shop/link.tsx'
import { release } from '../shop/load.ts'
import { useShop } from '../shop/shop.tsx'
import { useLoaded } from '../shop/useLoaded.ts'
import { Store, useStore } from '../store.ts'
import { useWords } from '../words/words.tsx'

const NONE = new Store(NOTHING)
/** Each is asked for by its title. */
const SHOWN = 50

export function HiddenList() {
  const { say } = useWords()
  const shop = useShop()
  const { hidden } = useStore(shop?.keeping.kept ?? NONE)
  if (hidden.length === 0) return null
  return (
    <section aria-label={say('hiddenOnes')}>
      <Divider title={say('hiddenOnes')} />
      <ul className="plain lines">
        {hidden.slice(0, SHOWN).map((id) => (
          <Hidden key={id} id={id} onShow={() => shop?.keeping.show(id)} />
        ))}
      </ul>
    </section>
  )
}

function Hidden({ id, onShow }: { id: string; onShow: () => void }) {
  const { say } = useWords()
  const loaded = useLoaded(id, (signal) => release(id, signal))
  const found = loaded.state === 'here' ? loaded.value : null
  const title = found?.title ?? `${id.slice(0, 10)} …`
  return (
    <li>
      <span dir="auto">
        <Link to={{ name: 'release', release: id }}>{title}</Link>
      </span>
      <button
        type="button"
        className="text-button"
        aria-label={say('showAgainTitle', { title })}
        onClick={onShow}
      >
        {say('showAgain')}
      </button>
    </li>
  )
}
