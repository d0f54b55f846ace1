/** An MP3 of 320 kb/s without an encoder: frames whose side information says "nothing to hear". */

/** MPEG 1 layer III, 320 kb/s, 44.1 kHz, stereo, no CRC. */
const HEAD = [0xff, 0xfb, 0xe0, 0x00]
/** 144 × 320000 / 44100, without padding. */
const FRAME_BYTES = 1044

/** At most `bytes` long, in whole frames. */
export function silentMp3(bytes: number): Uint8Array {
  const frame = new Uint8Array(FRAME_BYTES)
  frame.set(HEAD)
  const frames = Math.floor(bytes / FRAME_BYTES)
  const song = new Uint8Array(frames * FRAME_BYTES)
  for (let i = 0; i < frames; i++) song.set(frame, i * FRAME_BYTES)
  return song
}
