/**
 * A sleeve for a release that has no picture every network can read: a ground, a hill and a disc in
 * colours that its id decides, as a PNG. The same release looks the same at every node.
 */
import { fromHex, type ReleaseId } from '../../domain/ids.ts'
import { png, type Rgb } from './png.ts'

export const SLEEVE_SIDE = 600

/** Of the side: where the disc lies, how large it is, its label, its hole. */
const CENTRE = { x: 0.5, y: 0.46 }
const [DISC, LABEL, HOLE] = [0.3, 0.11, 0.016]
const HILL = { height: 0.82, slope: 0.16 }

/** Only the newest are remembered: they are a few KB each, and drawing takes tens of milliseconds. */
const REMEMBERED = 64
const drawn = new Map<ReleaseId, Promise<Uint8Array<ArrayBuffer>>>()

export function drawnSleeve(release: ReleaseId): Promise<Uint8Array<ArrayBuffer>> {
  const known = drawn.get(release) ?? draw(release)
  drawn.delete(release)
  drawn.set(release, known)
  for (const oldest of drawn.keys()) {
    if (drawn.size <= REMEMBERED) break
    drawn.delete(oldest)
  }
  return known
}

async function draw(release: ReleaseId): Promise<Uint8Array<ArrayBuffer>> {
  const [first = 0, second = 0, third = 0] = fromHex(release)
  const hue = (first * 256 + second) % 360
  const ground = hsl(hue, 0.34, 0.42)
  const hill = hsl(hue, 0.4, 0.27)
  const label = hsl((hue + 120 + third / 2) % 360, 0.5, 0.6)
  const vinyl: Rgb = [22, 24, 27]
  return png(SLEEVE_SIDE, (x, y) => {
    // Math.hypot guards against overflow, which cannot be here and costs time.
    const away = Math.sqrt((x - CENTRE.x) ** 2 + (y - CENTRE.y) ** 2)
    const below = y - (HILL.height - x * HILL.slope)
    const back = mixed(ground, hill, below)
    const disc = mixed(vinyl, back, away - DISC)
    const middle = mixed(label, disc, away - LABEL)
    return mixed(back, middle, away - HOLE)
  })
}

/** `inner` up to the edge, `outer` past it, and half a pixel of both between. */
function mixed(inner: Rgb, outer: Rgb, past: number): Rgb {
  const part = past * SLEEVE_SIDE + 0.5
  if (part <= 0) return inner
  if (part >= 1) return outer
  const at = (channel: 0 | 1 | 2) => Math.round(inner[channel] * (1 - part) + outer[channel] * part)
  return [at(0), at(1), at(2)]
}

/** CSS Color 4 §7.1. */
function hsl(hue: number, saturation: number, lightness: number): Rgb {
  const reach = saturation * Math.min(lightness, 1 - lightness)
  const channel = (n: number) => {
    const k = (n + hue / 30) % 12
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1))))
  }
  return [channel(0), channel(8), channel(4)]
}
