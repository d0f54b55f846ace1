/** A finger or a pen drawn up or down. Mice have buttons to press, and keys stay as they are. */
import { useRef, type PointerEvent } from 'react'

const FAR_PX = 40

interface Swipe {
  onPointerDown: (event: PointerEvent) => void
  onPointerUp: (event: PointerEvent) => void
  onPointerCancel: () => void
}

export function useSwipe(way: 'up' | 'down', act: () => void): Swipe {
  const from = useRef<{ x: number; y: number }>(undefined)
  return {
    onPointerDown({ pointerType, isPrimary, clientX: x, clientY: y }) {
      from.current = pointerType !== 'mouse' && isPrimary ? { x, y } : undefined
    },
    onPointerUp({ clientX, clientY }) {
      if (!from.current) return
      const { x, y } = from.current
      const far = way === 'down' ? clientY - y : y - clientY
      from.current = undefined
      // Rather along than across: a song is sought across.
      if (far >= FAR_PX && far > Math.abs(clientX - x)) act()
    },
    onPointerCancel() {
      from.current = undefined
    },
  }
}
