/** CBOR that a careless decoder takes for the same record, written by hand. */
import { encodeCanonical } from '../../../node/domain/canonical.ts'
import { fromHex } from '../../../node/domain/ids.ts'

const join = (...parts: Uint8Array[]) => Uint8Array.from(Buffer.concat(parts))

/** A map whose keys come in this order, with this first byte for its kind and length. */
const mapOf = (head: `0x${string}`, fields: readonly (readonly [string, Uint8Array])[]) =>
  join(fromHex(head), ...fields.flatMap(([key, value]) => [encodeCanonical(key), value]))

const mapHead = (length: number): `0x${string}` => `0x${(0xa0 + length).toString(16)}`

const fieldsOf = (record: object): [string, Uint8Array][] =>
  Object.entries(record)
    .map(([key, value]): [string, Uint8Array] => [key, encodeCanonical(value)])
    .sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1))

/** `record` with one more field, `x`, that holds exactly these bytes. Canonical if they are. */
export function withField(record: object, hex: `0x${string}`): Uint8Array {
  const fields: [string, Uint8Array][] = [['x', fromHex(hex)], ...fieldsOf(record)]
  fields.sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1))
  return mapOf(mapHead(fields.length), fields)
}

/** Values that dag-cbor has no place for, or writes otherwise. */
export const HOSTILE_VALUES: readonly (readonly [string, `0x${string}`])[] = [
  ['a half float', '0xf93e00'],
  ['a float', '0xfb3ff8000000000000'],
  ['a whole number as a float', '0xfb3ff0000000000000'],
  ['a float beyond all exact integers', '0xfb43c0000000000000'],
  ['an enormous float', '0xfb7e37e43c8800759c'],
  ['not a number', '0xf97e00'],
  ['infinity', '0xf97c00'],
  ['undefined', '0xf7'],
  ['an integer in two bytes that fits one', '0x1801'],
  ['an integer in nine bytes that fits one', '0x1b0000000000000001'],
  ['a string whose length is written too long', '0x780161'],
  ['a string that is no UTF-8', '0x61ff'],
  ['half a surrogate pair', '0x63eda080'],
  ['a date tag', '0xc16100'],
  ['a bignum tag', '0xc24101'],
  ['a CID tag around no CID', '0xd82a4100'],
  ['an array without a length', '0x9f01ff'],
  ['a map without a length', '0xbfff'],
  ['bytes without a length', '0x5f4101ff'],
  ['a map with a number for a key', '0xa10101'],
  ['a map that names a key twice', '0xa2616101616101'],
  ['a map with keys out of order', '0xa2616201616101'],
  ['an array that claims four billion entries', '0x9affffffff'],
]

/** The same record in other bytes. */
export function respelt(record: object): [string, Uint8Array][] {
  const fields = fieldsOf(record)
  const [first, ...rest] = fields
  if (!first) throw new Error('a record has fields')
  const canonical = mapOf(mapHead(fields.length), fields)
  return [
    ['keys out of order', mapOf(mapHead(fields.length), [...rest, first])],
    ['a field twice', mapOf(mapHead(fields.length + 1), [first, ...fields])],
    [
      'a length written too long',
      mapOf(`0xb8${mapHead(fields.length).slice(3).padStart(2, '0')}`, fields),
    ],
    ['no length at all', join(mapOf('0xbf', fields), Uint8Array.of(0xff))],
    ['a byte after the end', join(canonical, Uint8Array.of(0))],
    ['the whole of it twice', join(canonical, canonical)],
    ['a tag that says "this is CBOR"', join(fromHex('0xd9d9f7'), canonical)],
    ['its last byte missing', canonical.subarray(0, -1)],
    ['nothing', new Uint8Array()],
  ]
}
