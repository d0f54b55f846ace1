// The three sleeves. Each has a palette nobody else has: in the shop, covers carry all the colour.
import { random } from '../random.ts'
import { below, Canvas, disc, frill, ring, type Shape, SIZE, stroke } from './canvas.ts'
import { png } from './png.ts'

/** Dusk, a low moon, aerials on a roof and the first snow. */
export function snowOnTheAerials(): Uint8Array {
  const canvas = new Canvas('#3f5f9e')
    .cut(below(560, 420), '#35518c')
    .cut(disc(640, 470, 215), '#f4b6a6')
    .cutAll([...aerial(250, 300, 1), ...aerial(470, 420, 0.7)], '#131a33')
    .cut(below(770, 640), '#131a33')
    .cutAll(snow(), '#f3f1ee')
  return png(canvas.pixels, SIZE)
}

/** A mast with shorter and shorter rods, as they stood on every house. */
function aerial(x: number, top: number, scale: number): Shape[] {
  const rods = [0, 1, 2, 3, 4].map((rod) => {
    const [y, half] = [top + 26 * scale + rod * 40 * scale, (52 + rod * 20) * scale]
    return stroke(x - half, y + half * 0.12, x + half, y - half * 0.12, 7)
  })
  return [stroke(x, top, x, 800, 11), ...rods]
}

function snow(): Shape[] {
  const chance = random(41)
  return Array.from({ length: 46 }, () =>
    disc(chance.between(20, 980), chance.between(20, 960), chance.pick([4, 6, 6, 9])),
  )
}

/** A sound hole in warm wood, six strings, and one of them still moving. */
export function openStrings(): Uint8Array {
  const canvas = new Canvas('#cf5b3c')
    .cut(below(1040, 560), '#a8402a')
    .cut(disc(500, 500, 312), '#f3dfc0')
    .cut(ring(500, 500, 274, 10), '#cf5b3c')
    .cut(disc(500, 500, 246), '#35140f')
  ;[275, 365, 455, 635, 725].forEach((x, nth) => {
    canvas.cut(stroke(x, -20, x, 1020, 10 - nth), '#f9efdc')
  })
  // The trace of a string in motion: faint where it has been, clear where it is.
  for (const [swing, opacity] of [
    [-34, 0.3],
    [-12, 0.45],
    [34, 1],
  ] as const) {
    canvas.cut(bowed(545, swing, 8), '#f9efdc', opacity)
  }
  return png(canvas.pixels, SIZE)
}

/** A string from edge to edge, held at both ends and pulled aside in the middle. */
function bowed(at: number, swing: number, width: number): Shape {
  return {
    distance: (x, y) => Math.abs(x - at - swing * Math.sin((Math.PI * y) / SIZE)) - width / 2,
    box: [at - 60, 0, at + 60, SIZE],
  }
}

/** Three carnations in a glass on a slanting table. */
export function threeCarnations(): Uint8Array {
  const canvas = new Canvas('#1f7a5c').cut(below(800, 700), '#0c3b2d')
  const stems: Shape[] = [
    stroke(500, 840, 270, 370, 13),
    stroke(505, 840, 520, 270, 13),
    stroke(510, 840, 750, 430, 13),
  ]
  canvas.cutAll(stems, '#a9d6a4')
  carnation(canvas, [270, 370, 140], ['#f27ba5', '#d94f86'])
  carnation(canvas, [750, 430, 125], ['#f7c9bd', '#ef9f92'])
  carnation(canvas, [520, 265, 165], ['#e2453f', '#b7262f'])
  return png(canvas.cut(glass, '#dff0e8', 0.82).pixels, SIZE)
}

/** Two frilled rounds of petals and a calm centre. */
function carnation(
  canvas: Canvas,
  [cx, cy, radius]: readonly [number, number, number],
  [light, deep]: readonly [string, string],
): void {
  canvas.cut(frill(cx, cy, radius, 14), light)
  canvas.cut(frill(cx, cy, radius * 0.66, 11), deep)
  canvas.cut(frill(cx, cy, radius * 0.34, 8), light)
}

/** A tumbler, narrower at its foot. */
const glass: Shape = {
  distance: (x, y) => {
    const half = 120 - (y - 620) * 0.1
    return Math.max(Math.abs(x - 505) - half, 640 - y, y - 905)
  },
  box: [370, 630, 640, 910],
}
