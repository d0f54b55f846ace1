/** The one search field. Without script it is a form; with it, results come while one types. */
import { useEffect, useRef } from 'react'
import type { Route } from '../route.ts'
import { listed } from '../shop/load.ts'
import { useShop } from '../shop/shop.tsx'
import { useStore } from '../store.ts'
import { useWords } from '../words/words.tsx'
import { typed } from './typed.ts'
import { openLocalSearch } from './useSearch.ts'

/** A pause of this length is as good as Enter. Before it, nobody hears what is typed. */
const PAUSE_MS = 400
/** How much of the shop the page gets to know before the first letter. */
const MET_AT_ONCE = '100'

export function SearchField({ route }: { route: Route }) {
  const { say } = useWords()
  const shop = useShop()
  const field = useRef<HTMLInputElement>(null)
  const asked = route.name === 'search' ? route.query : ''
  const text = useStore(typed)
  // On the node, and before the first effect, the address alone says what is searched for.
  const isFresh = useRef(true)
  useEffect(() => {
    isFresh.current = false
    // What is being typed is newer than where one is.
    if (document.activeElement !== field.current || asked !== '') typed.set(asked)
  }, [asked])
  useEffect(() => {
    const query = text.trim()
    if (!shop || query === asked || query === '') return
    const timer = setTimeout(() => shop.go({ name: 'search', query }), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, asked, shop])
  const type = (text: string) => {
    typed.set(text)
    if (text.trim() !== '' && route.name !== 'search') shop?.go({ name: 'search', query: '' })
  }
  return (
    <form
      className="search"
      action="/search"
      role="search"
      onSubmit={(event) => {
        if (!shop) return
        event.preventDefault()
        shop.go({ name: 'search', query: text.trim() })
      }}
    >
      <input
        ref={field}
        type="search"
        name="q"
        id="search"
        value={isFresh.current ? asked : text}
        onFocus={getReady}
        onChange={(event) => type(event.currentTarget.value)}
        maxLength={200}
        placeholder={say('searchLabel')}
        aria-label={say('searchLabel')}
        autoComplete="off"
        dir="auto"
      />
    </form>
  )
}

let isReady = false

/** The index, and the newest of this shop: asked for as such, whatever will be typed. */
function getReady(): void {
  if (isReady) return
  isReady = true
  void openLocalSearch().catch(() => undefined)
  // Without the shop, what the page has met must do.
  listed({ limit: MET_AT_ONCE }, AbortSignal.timeout(20_000)).catch(() => undefined)
}
