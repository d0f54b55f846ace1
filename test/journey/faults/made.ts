/** Bytes that any process can make again from a number: no two leaves are alike. */
import { createCipheriv, createHash } from 'node:crypto'

export const sha256Of = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex')

export function made(seed: number, bytes: number): Buffer {
  const key = createHash('sha256').update(`song ${seed}`).digest()
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(bytes))
}
