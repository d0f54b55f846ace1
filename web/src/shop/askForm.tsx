/**
 * A button that also works before the page's script does: until then it asks the node for this page
 * with its wish in the address, and the page that comes fulfils it as soon as it can.
 */
import { useEffect, type ReactNode } from 'react'

export function AskForm({
  wish,
  onAsk,
  children,
}: {
  /** As it stands in the address. */
  wish: string
  onAsk: () => void
  children: ReactNode
}) {
  useEffect(() => {
    if (new URLSearchParams(location.search).has(wish)) onAsk()
  }, [])
  return (
    <form
      className="ask"
      onSubmit={(event) => {
        event.preventDefault()
        onAsk()
      }}
    >
      <input type="hidden" name={wish} value="1" />
      {children}
    </form>
  )
}

/** It is fulfilled: a page that is loaded anew does not begin with it. */
export function forgetWish(wish: string): void {
  const url = new URL(location.href)
  if (!url.searchParams.has(wish)) return
  url.searchParams.delete(wish)
  history.replaceState(history.state, '', url)
}
