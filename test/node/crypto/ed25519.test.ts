import assert from 'node:assert/strict'
import * as noble from '@noble/ed25519'
import * as fc from 'fast-check'
import { publicKeyOf, sign, verify, type Purpose } from '../../../node/crypto/ed25519.ts'
import { fromHex, toHex } from '../../../node/domain/ids.ts'
import { hashOf } from '../../support/manifests.ts'

/** RFC 8032 §7.1: secret, public key, message, signature. */
const RFC_8032 = [
  [
    '0x9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    '0xd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    '0x',
    '0xe5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ],
  [
    '0x4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    '0x3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    '0x72',
    '0x92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ],
  [
    '0xc5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    '0xfc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    '0xaf82',
    '0x6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  ],
] as const

const secret = hashOf('secret')
const record = new TextEncoder().encode('a record')
const message = (purpose: Purpose) =>
  Uint8Array.from(Buffer.concat([Buffer.from(`megabox/${purpose}/1\0`), record]))
const importKey = crypto.subtle.importKey.bind(crypto.subtle)

/** As in a browser whose WebCrypto does not know Ed25519. */
function forgetNative(): void {
  crypto.subtle.importKey = () => Promise.reject(new DOMException('no', 'NotSupportedError'))
}

const changed = (bytes: Uint8Array, bit: number) =>
  bytes.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))

for (const where of ['WebCrypto', '@noble/ed25519'] as const) {
  describe(`ed25519 by ${where}`, () => {
    if (where !== 'WebCrypto') before(forgetNative)
    after(() => {
      crypto.subtle.importKey = importKey
    })

    it('is this implementation and not the other', async () => {
      const key = importKeyWorks()
      assert.equal(await key, where === 'WebCrypto')
    })

    it('signs the same bytes, of the purpose, a zero and the record', async () => {
      for (const purpose of ['manifest', 'announcement'] as const) {
        const signature = await sign(purpose, record, secret)
        const expected = await noble.signAsync(message(purpose), secret)
        assert.equal(toHex(signature), toHex(expected))
        assert.equal(await verify(purpose, record, signature, await publicKeyOf(secret)), true)
      }
    })

    it('never takes a signature made for another purpose', async () => {
      const key = await publicKeyOf(secret)
      const signature = await sign('manifest', record, secret)
      assert.equal(await verify('manifest', record, signature, key), true)
      assert.equal(await verify('announcement', record, signature, key), false)
      assert.equal(
        await verify('manifest', record, await noble.signAsync(record, secret), key),
        false,
      )
    })

    it('refuses a signature, a record or a key with one bit changed', async () => {
      const key = await publicKeyOf(secret)
      const signature = await sign('manifest', record, secret)
      await fc.assert(
        fc.asyncProperty(fc.nat(511), fc.nat(255), fc.nat(63), async (inSignature, inKey, at) => {
          assert.deepEqual(
            await Promise.all([
              verify('manifest', record, changed(signature, inSignature), key),
              verify('manifest', record, signature, changed(key, inKey)),
              verify('manifest', changed(record, at), signature, key),
            ]),
            [false, false, false],
          )
        }),
        { numRuns: 20 },
      )
    })

    it('says no to keys and signatures of any length, and never throws', async () => {
      const bytes = fc.uint8Array({ maxLength: 70, size: 'max' })
      await fc.assert(
        fc.asyncProperty(bytes, bytes, async (signature, key) => {
          assert.equal(await verify('manifest', record, signature, key), false)
        }),
        { numRuns: 60 },
      )
      const key = await publicKeyOf(secret)
      for (const length of [0, 63, 65]) {
        assert.equal(await verify('manifest', record, new Uint8Array(length), key), false)
      }
      const signature = await sign('manifest', record, secret)
      for (const length of [0, 31, 33]) {
        assert.equal(await verify('manifest', record, signature, new Uint8Array(length)), false)
      }
    })

    it('refuses a key of small order, whose one signature would fit every record', async () => {
      const neutral = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0))
      const signature = Uint8Array.from({ length: 64 }, (_, i) => (i === 0 ? 1 : 0))
      assert.equal(await verify('manifest', record, signature, neutral), false)
    })

    it('refuses the second spelling of a signature', async () => {
      const signature = await sign('manifest', record, secret)
      const order = 2n ** 252n + 27742317777372353535851937790883648493n
      const s = BigInt(toHex(signature.slice(32).reverse())) + order
      const high = fromHex(`0x${s.toString(16).padStart(64, '0')}`).reverse()
      const malleable = Uint8Array.from([...signature.subarray(0, 32), ...high])
      assert.equal(await verify('manifest', record, malleable, await publicKeyOf(secret)), false)
    })
  })
}

describe('ed25519', () => {
  it('has the keys and signatures of RFC 8032', async () => {
    for (const [seed, key, text, signature] of RFC_8032) {
      assert.equal(toHex(await publicKeyOf(fromHex(seed))), key)
      assert.equal(toHex(await noble.signAsync(fromHex(text), fromHex(seed))), signature)
      const native = await importKey('raw', Uint8Array.from(fromHex(key)), 'Ed25519', false, [
        'verify',
      ])
      const [signed, said] = [Uint8Array.from(fromHex(signature)), Uint8Array.from(fromHex(text))]
      assert.equal(await crypto.subtle.verify('Ed25519', native, signed, said), true)
    }
  })
})

async function importKeyWorks(): Promise<boolean> {
  const key = Uint8Array.from(await publicKeyOf(secret))
  return crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify']).then(
    () => true,
    () => false,
  )
}
