/**
 * The certificate of the WebRTC listener. Its hash is part of the address by which others remember
 * this node, so it is made once, kept beside the peer's key and never renewed; the library's own is
 * replaced every 13 days, hash and all. An end date would protect nobody: who answers there is
 * proved by the noise handshake that follows, in which both certificates take part.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { TransportCertificate } from '@libp2p/webrtc'
import { Key, type Datastore } from 'interface-datastore'
import { base64url } from 'multiformats/bases/base64'
import { sha256 } from 'multiformats/hashes/sha2'
import { selfSigned } from './selfSigned.ts'

const KEY = new Key('/megabox/webrtc-direct/certificate')

/** The one kept in this datastore; made now if there is none. */
export async function certificateIn(
  datastore: Pick<Datastore, 'has' | 'get' | 'put'>,
): Promise<TransportCertificate> {
  if (await datastore.has(KEY)) {
    const kept = await read(await datastore.get(KEY))
    if (kept) return kept
  }
  const { privateKey, pem } = await selfSigned()
  await datastore.put(KEY, new TextEncoder().encode(privateKey + pem))
  return { privateKey, pem, certhash: await hashOf(new X509Certificate(pem)) }
}

/** Undefined for a record that was damaged: a new address is better than none. */
async function read(record: Uint8Array): Promise<TransportCertificate | undefined> {
  try {
    const text = new TextDecoder().decode(record)
    const at = text.indexOf('-----BEGIN CERTIFICATE-----')
    const [privateKey, pem] = [text.slice(0, at), text.slice(at)]
    const certificate = new X509Certificate(pem)
    if (!certificate.checkPrivateKey(createPrivateKey(privateKey))) return undefined
    return { privateKey, pem, certhash: await hashOf(certificate) }
  } catch {
    return undefined
  }
}

/** As multiaddrs write it: a multihash in base64url. */
const hashOf = async ({ raw }: X509Certificate): Promise<string> =>
  base64url.encode((await sha256.digest(raw)).bytes)
