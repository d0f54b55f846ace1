/** File names as people count: "2 Ferry" before "10 Copper". */

/** Written out rather than by the platform's collation, which differs from one to the next: the order decides the release's id. */
export function naturally(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)]
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order = compareParts(left[i] ?? '', right[i] ?? '')
    if (order !== 0) return order
  }
  return left.length - right.length || plainly(a, b)
}

/** Digits and the rest, in turn: "a10b" is a, 10, b. */
const parts = (name: string) =>
  name
    .normalize('NFC')
    .toLowerCase()
    .match(/\d+|\D+/g) ?? []

function compareParts(a: string, b: string): number {
  const numbers = /^\d/.test(a) && /^\d/.test(b)
  if (!numbers) return plainly(a, b)
  const [left, right] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')]
  return left.length - right.length || plainly(left, right)
}

const plainly = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
