/**
 * A long list of which only what is near the screen is drawn: 100,000 rows cost as much as fifty. The
 * rest is empty room of the same height, so that the scroll bar is right. Rows must be of one height.
 */
import { useLayoutEffect, useRef, useState, type RefObject } from 'react'

/** A shorter list is drawn whole, as the node draws it. */
export const FEW = 120
const AHEAD_PX = 800

export interface Drawn {
  /** The first that is drawn, and the first that no longer is. */
  from: number
  to: number
  /** Height of what is not drawn, px. */
  before: number
  after: number
}

/** `top` is where the list begins, seen from the top of the screen. */
export function drawnOf(
  count: number,
  seen: { top: number; screen: number; step: number; columns: number },
): Drawn {
  const { top, screen, step, columns } = seen
  const rows = Math.ceil(count / columns)
  const fit = (row: number) => Math.max(0, Math.min(rows, row))
  // One at least, also far beyond the end: its height tells that of all.
  const first = Math.max(0, Math.min(rows - 1, fit(Math.floor((-top - AHEAD_PX) / step))))
  const last = Math.max(first + 1, fit(Math.ceil((screen - top + AHEAD_PX) / step)))
  return {
    from: first * columns,
    to: Math.min(count, last * columns),
    before: first * step,
    after: Math.max(0, rows - last) * step,
  }
}

export function useWindow<List extends HTMLElement>(
  count: number,
): { list: RefObject<List | null>; isLong: boolean; from: number; to: number } {
  const list = useRef<List>(null)
  const isLong = count > FEW
  const [drawn, setDrawn] = useState<Drawn>({ from: 0, to: FEW, before: 0, after: 0 })
  useLayoutEffect(() => {
    if (!isLong) return
    const look = () => {
      const here = list.current
      if (here) setDrawn((old) => unlessSame(old, drawnOf(count, seenOf(here))))
    }
    look()
    // Whatever scrolls: the page, or a panel the list is in.
    addEventListener('scroll', look, { capture: true, passive: true })
    addEventListener('resize', look)
    return () => {
      removeEventListener('scroll', look, { capture: true })
      removeEventListener('resize', look)
    }
  }, [count, isLong])
  useLayoutEffect(() => {
    const style = list.current?.style
    style?.setProperty('padding-block-start', isLong ? `${drawn.before}px` : '')
    style?.setProperty('padding-block-end', isLong ? `${drawn.after}px` : '')
  }, [drawn, isLong])
  return isLong ? { list, isLong, ...drawn } : { list, isLong, from: 0, to: count }
}

/** How high a row is and how many stand in it, as they are drawn now. */
function seenOf(list: HTMLElement) {
  const tops = [...list.children].slice(0, 40).map((row) => row.getBoundingClientRect().top)
  const [first = 0] = tops
  const next = tops.find((top) => top > first + 1)
  const columns = next === undefined ? Math.max(1, tops.length) : tops.indexOf(next)
  const step = Math.max(24, (next ?? first + 48) - first)
  return { top: list.getBoundingClientRect().top, screen: innerHeight, step, columns }
}

const unlessSame = (old: Drawn, fresh: Drawn): Drawn =>
  old.from === fresh.from &&
  old.to === fresh.to &&
  old.before === fresh.before &&
  old.after === fresh.after
    ? old
    : fresh
