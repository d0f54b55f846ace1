/**
 * The colour a release page takes from its cover: the hue that covers most, weighed by its chroma in
 * OKLCH (Ottosson 2020), greys left out. Undefined for a grey cover: then ink does.
 */
const SIDE = 32
const BINS = 24
/** Less colourful than this is grey. */
const GREY = 0.04
const MOST_CHROMA = 0.12

export interface Accent {
  hue: number
  chroma: number
}

export function accentOf(image: CanvasImageSource): Accent | undefined {
  const canvas = new OffscreenCanvas(SIDE, SIDE)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return undefined
  context.drawImage(image, 0, 0, SIDE, SIDE)
  return strongest(context.getImageData(0, 0, SIDE, SIDE).data)
}

/** `pixels` are RGBA, a byte each. */
export function strongest(pixels: Uint8ClampedArray): Accent | undefined {
  const bins = Array.from({ length: BINS }, () => ({ weight: 0, x: 0, y: 0, chroma: 0 }))
  for (let i = 0; i < pixels.length; i += 4) {
    const [a, b] = oklab(pixels[i] ?? 0, pixels[i + 1] ?? 0, pixels[i + 2] ?? 0)
    const chroma = Math.hypot(a, b)
    if (chroma < GREY) continue
    const angle = (Math.atan2(b, a) + 2 * Math.PI) % (2 * Math.PI)
    const bin = bins[Math.floor((angle / (2 * Math.PI)) * BINS) % BINS]
    if (!bin) continue
    bin.weight += chroma
    bin.x += a
    bin.y += b
    bin.chroma += chroma * chroma
  }
  const best = bins.reduce((one, other) => (other.weight > one.weight ? other : one))
  if (best.weight === 0) return undefined
  const degrees = (Math.atan2(best.y, best.x) * 180) / Math.PI
  return {
    hue: (degrees + 360) % 360,
    chroma: Math.min(MOST_CHROMA, best.chroma / best.weight),
  }
}

/** a and b of OKLab. */
function oklab(red: number, green: number, blue: number): [number, number] {
  const [r, g, b] = [linear(red), linear(green), linear(blue)]
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

function linear(byte: number): number {
  const part = byte / 255
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
}
