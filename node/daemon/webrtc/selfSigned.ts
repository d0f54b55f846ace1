/**
 * A self-signed certificate (RFC 5280) on a new P-256 key, the curve every browser takes for WebRTC.
 * Node reads certificates but makes none; the few lines of DER it takes are here.
 */
import { generateKeyPair, randomBytes, sign } from 'node:crypto'
import { promisify } from 'node:util'

const SEQUENCE = 0x30
const SET = 0x31
const INTEGER = 0x02
const BIT_STRING = 0x03
const OBJECT_ID = 0x06
const UTF8_STRING = 0x0c
const UTC_TIME = 0x17
const GENERALIZED_TIME = 0x18
const VERSION = 0xa0

/** ecdsa-with-SHA256, 1.2.840.10045.4.3.2 */
const ALGORITHM = der(SEQUENCE, der(OBJECT_ID, Buffer.from('2a8648ce3d040302', 'hex')))
/** commonName, 2.5.4.3 */
const COMMON_NAME = der(OBJECT_ID, Buffer.from('550403', 'hex'))
const NAME = der(
  SEQUENCE,
  der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, Buffer.from('megabox')))),
)
/** From before anyone's clock to what RFC 5280 (4.1.2.5) has for "no end". */
const VALIDITY = der(
  SEQUENCE,
  der(UTC_TIME, Buffer.from('120120000000Z')),
  der(GENERALIZED_TIME, Buffer.from('99991231235959Z')),
)

/** Both in PEM. */
export async function selfSigned(): Promise<{ privateKey: string; pem: string }> {
  const key = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' })
  const publicKey = key.publicKey.export({ type: 'spki', format: 'der' })
  // Positive, and of one length: its first byte is 1.
  const serial = der(INTEGER, Buffer.of(1), randomBytes(15))
  const version3 = der(VERSION, der(INTEGER, Buffer.of(2)))
  const body = der(SEQUENCE, version3, serial, ALGORITHM, NAME, VALIDITY, NAME, publicKey)
  const signature = sign('sha256', body, key.privateKey)
  const whole = der(SEQUENCE, body, ALGORITHM, der(BIT_STRING, Buffer.of(0), signature))
  return {
    privateKey: key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    pem: pemOf(whole),
  }
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const { length } = Buffer.concat(parts)
  // Nothing here is longer than two bytes can say.
  const long = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.of(tag, ...(length < 0x80 ? [length] : long)), ...parts])
}

function pemOf(certificate: Buffer): string {
  const lines = certificate.toString('base64').replace(/.{1,64}/g, '$&\n')
  return `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`
}
