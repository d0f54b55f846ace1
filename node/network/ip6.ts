/** IPv6 addresses as bytes: the same one can be written in many ways. */

/** Its 16 bytes; undefined when it is none. */
export function bytesOfIp6(ip: string): Uint8Array | undefined {
  const [head = '', tail, ...more] = ip.split('::')
  const before = wordsOf(head)
  const after = wordsOf(tail ?? '')
  const missing = 8 - before.length - after.length
  const whole = tail === undefined ? missing === 0 : missing > 0
  const words = [...before, ...Array<number>(Math.max(missing, 0)).fill(0), ...after]
  if (!whole || more.length > 0 || words.some((word) => !(word <= 0xffff))) return undefined
  return Uint8Array.from(words.flatMap((word) => [word >> 8, word & 0xff]))
}

/** Groups between colons; the last two may be written as an IPv4 address. */
function wordsOf(text: string): number[] {
  if (text === '') return []
  return text.split(':').flatMap((group) => {
    const [a = NaN, b = NaN, c = NaN, d = NaN] = group.split('.').map(Number)
    return group.includes('.') ? [a * 256 + b, c * 256 + d] : [Number.parseInt(group, 16)]
  })
}

/** Prefixes behind which an IPv4 address stands: mapped, compatible, NAT64 and 6to4. */
const AROUND_V4 = [
  [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff],
  [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0],
  [0x20, 0x02],
]

/** The IPv4 address that it stands for, if any. */
export function ip4Within(bytes: Uint8Array): string | undefined {
  const around = AROUND_V4.find((prefix) => prefix.every((byte, i) => bytes[i] === byte))
  return around && bytes.subarray(around.length, around.length + 4).join('.')
}
