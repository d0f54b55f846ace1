/** Peaks of a song as the manifest names them, made into as many bars as there is room for. */
const MOST_BYTES = 8192

export async function peaksOf(
  cid: string,
  bars: number,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const response = await fetch(new URL(`ipfs/${cid}`, document.baseURI), { signal })
  if (!response.ok) throw new Error(`no waveform: ${response.status}`)
  const bytes = new Uint8Array(await response.arrayBuffer())
  if (bytes.length === 0 || bytes.length > MOST_BYTES) throw new Error('no waveform of ours')
  return barsOf(bytes, bars)
}

/** The loudest of each stretch, from 0 to 1. A byte a peak. */
export function barsOf(peaks: Uint8Array, bars: number): number[] {
  return Array.from({ length: bars }, (_, i) => {
    const from = Math.floor((i * peaks.length) / bars)
    const to = Math.max(from + 1, Math.floor(((i + 1) * peaks.length) / bars))
    return Math.max(...peaks.subarray(from, to)) / 255
  })
}
