/** A section's head: the tab of a divider in a record bin. */
import type { ReactNode } from 'react'

export function Divider(props: {
  title: string
  level?: 1 | 2
  children?: ReactNode
  id?: string
}) {
  const { title, level = 2, children, id } = props
  const Heading = level === 1 ? 'h1' : 'h2'
  return (
    <div className="divider">
      <Heading className="tab" dir="auto" id={id} tabIndex={level === 1 ? -1 : undefined}>
        {title}
      </Heading>
      {children}
    </div>
  )
}
