/** One channel of one FLAC frame (RFC 9639, 9.2): what is predicted, and by how much that is wrong. */
import type { Bits } from './bits.ts'
import { UndecodableError } from './undecodable.ts'

/** Predictors that FLAC knows by number. */
const FIXED = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]] as const
const FIXED_TYPE = 8
const LINEAR_TYPE = 32

/** Into `out`, as whole numbers of `bits` bits. Doubles hold them and every sum of them exactly. */
export function readSubframe(source: Bits, out: Float64Array, length: number, bits: number): void {
  const head = source.unsigned(8)
  if (head >= 128) throw new UndecodableError('no channel begins like that')
  const wasted = head & 1 ? source.unary() + 1 : 0
  if (wasted >= bits) throw new UndecodableError('a channel without bits')
  readSamples(source, out.subarray(0, length), head >> 1, bits - wasted)
  if (wasted === 0) return
  const scale = 2 ** wasted
  for (let i = 0; i < length; i++) out[i] = (out[i] ?? 0) * scale
}

function readSamples(source: Bits, out: Float64Array, type: number, bits: number): void {
  if (type === 0) out.fill(source.signed(bits))
  else if (type === 1) readPlain(source, out, out.length, bits)
  else if (type >= FIXED_TYPE && type <= FIXED_TYPE + 4) readFixed(source, out, type & 7, bits)
  else if (type >= LINEAR_TYPE) readLinear(source, out, type - LINEAR_TYPE + 1, bits)
  else throw new UndecodableError('a channel of a reserved kind')
}

function readPlain(source: Bits, out: Float64Array, count: number, bits: number): void {
  for (let i = 0; i < count; i++) out[i] = source.signed(bits)
}

function readFixed(source: Bits, out: Float64Array, order: number, bits: number): void {
  refuseShort(out, order)
  readPlain(source, out, order, bits)
  readResidual(source, out, order)
  predict(out, Float64Array.from(FIXED[order] ?? []), 0)
}

function readLinear(source: Bits, out: Float64Array, order: number, bits: number): void {
  refuseShort(out, order)
  readPlain(source, out, order, bits)
  const precision = source.unsigned(4) + 1
  const shift = source.signed(5)
  if (precision === 16 || shift < 0) throw new UndecodableError('a reserved predictor')
  const coefficients = Float64Array.from({ length: order }, () => source.signed(precision))
  readResidual(source, out, order)
  predict(out, coefficients, shift)
}

function refuseShort(out: Float64Array, order: number): void {
  if (order > out.length) throw new UndecodableError('a frame shorter than its predictor')
}

const ESCAPE_BITS = [4, 5] as const

function readResidual(source: Bits, out: Float64Array, order: number): void {
  const width = ESCAPE_BITS[source.unsigned(2)]
  if (width === undefined) throw new UndecodableError('a reserved coding')
  const partitions = 2 ** source.unsigned(4)
  const each = out.length / partitions
  if (!Number.isInteger(each) || each < order)
    throw new UndecodableError('partitions that do not fit')
  for (let p = 0; p < partitions; p++) {
    const from = p === 0 ? order : p * each
    const parameter = source.unsigned(width)
    if (parameter === 2 ** width - 1) readEscaped(source, out, from, (p + 1) * each)
    else source.rice(out, from, (p + 1) * each, parameter)
  }
}

function readEscaped(source: Bits, out: Float64Array, from: number, to: number): void {
  const bits = source.unsigned(5)
  for (let i = from; i < to; i++) out[i] = source.signed(bits)
}

/**
 * Adds to each residual what the samples before it let expect. Four at a time, since most of the
 * time that decoding takes is spent here; coefficients of 0 fill the last four up.
 */
function predict(out: Float64Array, given: Float64Array, shift: number): void {
  const order = given.length
  const padded = Math.min(out.length, Math.ceil(order / 4) * 4)
  const c = new Float64Array(Math.ceil(order / 4) * 4)
  c.set(given)
  const scale = 2 ** -shift
  for (let i = order; i < padded; i++) {
    let sum = 0
    for (let k = 0; k < order; k++) sum += (c[k] ?? 0) * (out[i - 1 - k] ?? 0)
    out[i] = (out[i] ?? 0) + Math.floor(sum * scale)
  }
  for (let i = padded; i < out.length; i++) {
    let [sum, other] = [0, 0]
    for (let k = 0, at = i - 1; k < order; k += 4, at -= 4) {
      sum += (c[k] ?? 0) * (out[at] ?? 0) + (c[k + 1] ?? 0) * (out[at - 1] ?? 0)
      other += (c[k + 2] ?? 0) * (out[at - 2] ?? 0) + (c[k + 3] ?? 0) * (out[at - 3] ?? 0)
    }
    out[i] = (out[i] ?? 0) + Math.floor((sum + other) * scale)
  }
}
