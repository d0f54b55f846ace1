/** A link inside the dapp: the page stays, and so does the music. */
import type { MouseEvent, ReactNode } from 'react'
import type { Route } from '../route.ts'
import { useHref, useShop } from './shop.tsx'

export function Link(props: {
  to: Route
  className?: string
  current?: boolean
  label?: string
  children: ReactNode
}) {
  const { to, className, current, label, children } = props
  const shop = useShop()
  const href = useHref()
  const follow = (event: MouseEvent) => {
    // A new tab, a new window, a download: the browser's own.
    if (!shop || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    shop.go(to)
  }
  return (
    <a
      href={href(to)}
      className={className}
      onClick={follow}
      aria-current={current ? 'page' : undefined}
      aria-label={label}
    >
      {children}
    </a>
  )
}
