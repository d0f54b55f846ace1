// Paper and scissors: shapes given by their distance, cut out of flat colour with soft edges.

export const SIZE = 1000

export interface Shape {
  /** How far a point lies outside, in pixels; inside is negative. */
  readonly distance: (x: number, y: number) => number
  /** Left, top, right, bottom: only what lies within is looked at, which is most of the speed. */
  readonly box: readonly [number, number, number, number]
}

export class Canvas {
  readonly pixels = new Uint8Array(SIZE * SIZE * 3)

  constructor(colour: string) {
    const [red = 0, green = 0, blue = 0] = ink(colour)
    for (let at = 0; at < this.pixels.length; at += 3) {
      this.pixels[at] = red
      this.pixels[at + 1] = green
      this.pixels[at + 2] = blue
    }
  }

  /** Lays a shape of one colour, such as "#2b3a67", on what is there. */
  cut({ distance, box }: Shape, colour: string, opacity = 1): this {
    const paint = ink(colour)
    const [left, top, right, bottom] = box.map((edge) => Math.max(0, Math.min(SIZE, edge | 0)))
    for (let y = top ?? 0; y < (bottom ?? SIZE); y++) {
      for (let x = left ?? 0; x < (right ?? SIZE); x++) {
        const cover = opacity * Math.max(0, Math.min(1, 0.5 - distance(x + 0.5, y + 0.5)))
        if (cover > 0) this.#mix((y * SIZE + x) * 3, paint, cover)
      }
    }
    return this
  }

  /** The same colour for several shapes. */
  cutAll(shapes: readonly Shape[], colour: string): this {
    for (const shape of shapes) this.cut(shape, colour)
    return this
  }

  #mix(at: number, paint: readonly number[], cover: number): void {
    for (let channel = 0; channel < 3; channel++) {
      const under = this.pixels[at + channel] ?? 0
      this.pixels[at + channel] = Math.round(under + ((paint[channel] ?? 0) - under) * cover)
    }
  }
}

/** Red, green and blue. */
function ink(colour: string): number[] {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16))
}

/** Math.hypot guards against overflow, which is slow, and no sleeve is that large. */
function far(x: number, y: number): number {
  return Math.sqrt(x * x + y * y)
}

export function disc(cx: number, cy: number, radius: number): Shape {
  return round(cx, cy, radius, (x, y) => far(x - cx, y - cy) - radius)
}

export function ring(cx: number, cy: number, radius: number, width: number): Shape {
  const edge = (x: number, y: number): number => Math.abs(far(x - cx, y - cy) - radius) - width / 2
  return round(cx, cy, radius + width, edge)
}

/** A disc with a frilled edge. */
export function frill(cx: number, cy: number, radius: number, petals: number): Shape {
  return round(cx, cy, radius, (x, y) => {
    const wave = Math.abs(Math.sin((Math.atan2(y - cy, x - cx) * petals) / 2))
    return far(x - cx, y - cy) - radius * (0.88 + 0.12 * wave)
  })
}

/** A straight stroke with round ends. */
export function stroke(x1: number, y1: number, x2: number, y2: number, width: number): Shape {
  const [dx, dy] = [x2 - x1, y2 - y1]
  const long = dx * dx + dy * dy
  const distance = (x: number, y: number): number => {
    const along = Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / long))
    return far(x - x1 - along * dx, y - y1 - along * dy) - width / 2
  }
  const [left, right] = [Math.min(x1, x2) - width, Math.max(x1, x2) + width]
  return { distance, box: [left, Math.min(y1, y2) - width, right, Math.max(y1, y2) + width] }
}

/** Everything below a slanted line. */
export function below(left: number, right: number): Shape {
  const slope = (right - left) / SIZE
  const scale = 1 / far(1, slope)
  const distance = (x: number, y: number): number => (left + slope * x - y) * scale
  return { distance, box: [0, Math.min(left, right) - 2, SIZE, SIZE] }
}

function round(cx: number, cy: number, reach: number, distance: Shape['distance']): Shape {
  const edge = reach + 2
  return { distance, box: [cx - edge, cy - edge, cx + edge, cy + edge] }
}
