/**
 * Rows that can be put in another order: dragged by their grip with a pointer, moved with Alt and an
 * arrow by keyboard. Rows carry `data-at`, grips `data-grip`.
 */
import { useState, type KeyboardEvent, type PointerEvent } from 'react'

export interface Reorder {
  /** From where to where a row is being dragged. */
  drag: { from: number; to: number } | undefined
  on: {
    onKeyDown: (event: KeyboardEvent) => void
    onPointerDown: (event: PointerEvent) => void
    onPointerMove: (event: PointerEvent) => void
    onPointerUp: () => void
    onPointerCancel: () => void
  }
}

export function useReorder(count: number, move: (from: number, to: number) => void): Reorder {
  const [drag, setDrag] = useState<Reorder['drag']>()
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    const from = rowOf(event.target)
    if (!event.altKey || step === undefined || from === undefined) return
    event.preventDefault()
    const to = from + step
    if (to < 0 || to >= count) return
    const list = event.currentTarget
    move(from, to)
    // The focus goes with the song, once it stands there.
    requestAnimationFrame(() => focusRow(list, to))
  }
  const onPointerDown = (event: PointerEvent) => {
    const from = rowOf(event.target)
    if (!isGrip(event.target) || from === undefined || event.button !== 0) return
    event.preventDefault()
    event.currentTarget.setPointerCapture(event.pointerId)
    setDrag({ from, to: from })
  }
  const onPointerMove = ({ clientX, clientY }: PointerEvent) => {
    if (!drag) return
    const to = rowOf(document.elementFromPoint(clientX, clientY))
    if (to !== undefined && to !== drag.to) setDrag({ ...drag, to })
  }
  const onPointerUp = () => {
    if (drag && drag.from !== drag.to) move(drag.from, drag.to)
    setDrag(undefined)
  }
  const onPointerCancel = () => setDrag(undefined)
  return { drag, on: { onKeyDown, onPointerDown, onPointerMove, onPointerUp, onPointerCancel } }
}

function rowOf(target: EventTarget | null): number | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-at]') : null
  return row ? Number(row.dataset['at']) : undefined
}

const isGrip = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[data-grip]') !== null

const focusRow = (list: Element, at: number): void =>
  list.querySelector<HTMLElement>(`[data-at="${at}"] button`)?.focus()

/** What a row shows of it: it is carried, or another would come before or behind it. */
export function dragMark(
  drag: Reorder['drag'],
  at: number,
): 'carried' | 'before' | 'after' | undefined {
  if (!drag) return undefined
  if (drag.from === at) return 'carried'
  if (drag.to !== at) return undefined
  return drag.to < drag.from ? 'before' : 'after'
}
