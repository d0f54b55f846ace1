/**
 * The artist's signing key. WebCrypto signs and verifies where it knows Ed25519 (10 times faster),
 * @noble/ed25519 elsewhere: RFC 8032 is deterministic, so both give the same bytes.
 */
import * as noble from '@noble/ed25519'

/** What is signed is never bare bytes: this word keeps one kind of record from passing as another. */
export type Purpose = 'manifest' | 'announcement'

/** PKCS#8 wrapper of a raw 32-byte Ed25519 seed (RFC 8410 §7). */
const PKCS8_PREFIX = Uint8Array.from([
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
])

/** `megabox/<purpose>/1`, a zero byte, then the record. */
function separated(purpose: Purpose, record: Uint8Array): Uint8Array<ArrayBuffer> {
  const word = new TextEncoder().encode(`megabox/${purpose}/1\0`)
  const message = new Uint8Array(word.length + record.length)
  message.set(word)
  message.set(record, word.length)
  return message
}

export const publicKeyOf = (secret: Uint8Array): Promise<Uint8Array> =>
  noble.getPublicKeyAsync(secret)

export async function sign(
  purpose: Purpose,
  record: Uint8Array,
  secret: Uint8Array,
): Promise<Uint8Array> {
  const message = separated(purpose, record)
  const native = await nativeKey(() =>
    crypto.subtle.importKey('pkcs8', concat(PKCS8_PREFIX, secret), 'Ed25519', false, ['sign']),
  )
  if (!native) return noble.signAsync(message, secret)
  return new Uint8Array(await crypto.subtle.sign('Ed25519', native, message))
}

export async function verify(
  purpose: Purpose,
  record: Uint8Array,
  signature: Uint8Array,
  publicKey: Uint8Array,
): Promise<boolean> {
  const message = separated(purpose, record)
  const native = await nativeKey(() =>
    crypto.subtle.importKey('raw', Uint8Array.from(publicKey), 'Ed25519', false, ['verify']),
  )
  // Strict: by its default it takes keys and points of small order, which WebCrypto refuses, and
  // two nodes would not list the same releases.
  const strict = { zip215: false }
  if (!native) return noble.verifyAsync(signature, message, publicKey, strict).catch(() => false)
  return crypto.subtle.verify('Ed25519', native, Uint8Array.from(signature), message)
}

/** The key, or undefined where WebCrypto has no Ed25519 or refuses these bytes as a key. */
async function nativeKey(load: () => Promise<CryptoKey>): Promise<CryptoKey | undefined> {
  try {
    return await load()
  } catch {
    return undefined
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
