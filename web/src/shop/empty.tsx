/** Nothing here: one sentence, and at most one thing to do. */
import type { ReactNode } from 'react'

export function Empty(props: {
  text: string
  /** Nothing else is on the page: the sentence is its heading. */
  alone?: boolean
  children?: ReactNode
}) {
  const { text, alone = false, children } = props
  return (
    <div className="empty">
      <div className="empty-sleeve" aria-hidden="true" />
      {alone ? <h1 tabIndex={-1}>{text}</h1> : <p>{text}</p>}
      {children}
    </div>
  )
}
