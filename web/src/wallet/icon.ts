/**
 * The picture a wallet announces itself with (EIP-6963: a data: URI), as an address an <img> may show.
 * Whatever else it says it is, is not shown: nothing is fetched, and pictures run no script.
 */

/** Much for a picture of 96 pixels. */
const MOST = 200_000
const DATA = /^data:image\/(png|webp|svg\+xml)(?:;charset=[\w-]+|;utf-?8)?(;base64)?,/i
/** Of a PNG, each way: more would only fill memory. */
const MOST_PIXELS = 2048

/** Undefined for what is no small picture. */
export function iconOf(announced: unknown): Blob | undefined {
  if (typeof announced !== 'string' || announced.length > MOST) return undefined
  const [head, kind, base64] = DATA.exec(announced) ?? []
  if (head === undefined || kind === undefined) return undefined
  const bytes = bytesOf(announced.slice(head.length), base64 !== undefined)
  const type = kind.toLowerCase()
  return bytes && isA(type, bytes) ? new Blob([bytes], { type: `image/${type}` }) : undefined
}

function bytesOf(text: string, isBase64: boolean): Uint8Array<ArrayBuffer> | undefined {
  try {
    const plain = decodeURIComponent(text)
    if (!isBase64) return new TextEncoder().encode(plain)
    return Uint8Array.from(atob(plain), (letter) => letter.charCodeAt(0))
  } catch {
    return undefined
  }
}

function isA(type: string, bytes: Uint8Array<ArrayBuffer>): boolean {
  const latin1 = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to))
  if (type === 'webp') return latin1(0, 4) === 'RIFF' && latin1(8, 12) === 'WEBP'
  if (type === 'svg+xml') return /^\s*<(\?xml|svg|!--)/.test(latin1(0, 100))
  if (latin1(1, 4) !== 'PNG' || bytes.length < 24) return false
  const view = new DataView(bytes.buffer)
  return view.getUint32(16) <= MOST_PIXELS && view.getUint32(20) <= MOST_PIXELS
}
