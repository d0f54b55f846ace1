/** The waveform of a song as the manifest names it, made into as many bars as there is room for. */
import { barsOf, parseWaveform } from '../../../node/index.ts'

export async function peaksOf(
  cid: string,
  bars: number,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const response = await fetch(new URL(`ipfs/${cid}`, document.baseURI), { signal })
  if (!response.ok) throw new Error(`no waveform: ${response.status}`)
  return barsOf(parseWaveform(new Uint8Array(await response.arrayBuffer())), bars)
}
