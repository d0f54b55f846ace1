/** Where a row is taken hold of. By keyboard, Alt and an arrow do the same anywhere in the row. */
import { GripVertical } from 'lucide-react'

export function Grip() {
  return (
    <span className="grip" data-grip="" aria-hidden="true">
      <GripVertical />
    </span>
  )
}
