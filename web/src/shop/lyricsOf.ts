/** Brings the words of a song: checked bytes from the page's peer, read as text and nothing else. */
import { parseLyrics, type Lyrics } from './lyrics.ts'

const MOST_BYTES = 256 * 1024

export async function lyricsOf(address: string, signal: AbortSignal): Promise<Lyrics> {
  const response = await fetch(address, { signal })
  if (!response.ok) throw new Error(`no lyrics: ${response.status}`)
  const bytes = new Uint8Array(await response.arrayBuffer())
  return parseLyrics(new TextDecoder().decode(bytes.subarray(0, MOST_BYTES)))
}
