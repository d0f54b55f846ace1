/** Lends the cover's colour to what is inside: waveform, wash, the row that plays. */
import { useLayoutEffect, useRef, type ReactNode } from 'react'
import type { Accent } from './accent.ts'

export function Accented({
  accent,
  children,
}: {
  accent: Accent | undefined
  children: ReactNode
}) {
  const box = useRef<HTMLDivElement>(null)
  // Not a style attribute, which the page's policy forbids: a property set by script.
  useLayoutEffect(() => {
    const style = box.current?.style
    if (accent) {
      style?.setProperty('--hue', accent.hue.toFixed(1))
      style?.setProperty('--chroma', accent.chroma.toFixed(3))
    } else {
      style?.removeProperty('--hue')
      style?.removeProperty('--chroma')
    }
  }, [accent])
  return (
    <div ref={box} className="accented" data-accent={accent ? 'cover' : 'none'}>
      {children}
    </div>
  )
}
