/** A record's sleeve: square, edged on every ground; while it plays, the disc shows at its right. */
import { useEffect, useRef } from 'react'
import type { ReleaseView } from '../../../node/index.ts'
import { accentOf, type Accent } from './accent.ts'
import { fileAt, useShop } from './shop.tsx'

export type Artwork = NonNullable<ReleaseView['artwork']>

export function Sleeve(props: {
  artwork?: Pick<Artwork, 'cid' | 'alt'> | undefined
  playing?: boolean
  eager?: boolean
  className?: string
  onAccent?: (accent: Accent | undefined) => void
}) {
  const { artwork, playing, eager, className = '', onAccent } = props
  const shop = useShop()
  const image = useRef<HTMLImageElement>(null)
  useEffect(() => {
    const here = image.current
    if (!here || !onAccent) return
    const look = () => onAccent(accentOf(here))
    if (here.complete && here.naturalWidth > 0) look()
    here.addEventListener('load', look)
    return () => here.removeEventListener('load', look)
  }, [artwork?.cid, onAccent])
  return (
    <div className={`sleeve ${className}`} data-playing={playing ? 'yes' : undefined}>
      {playing && <span className="disc-edge" aria-hidden="true" />}
      <span className="cover">
        {artwork && (
          <img
            ref={image}
            src={shop?.urlOf(artwork.cid) ?? fileAt(artwork.cid)}
            alt={artwork.alt}
            width={640}
            height={640}
            loading={eager ? 'eager' : 'lazy'}
            fetchPriority={eager ? 'high' : 'auto'}
            decoding="async"
          />
        )}
      </span>
    </div>
  )
}
