/** Nothing here: one sentence, and at most one thing to do. */
import type { ReactNode } from 'react'

export function Empty({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <div className="empty-sleeve" aria-hidden="true" />
      <p>{text}</p>
      {children}
    </div>
  )
}
