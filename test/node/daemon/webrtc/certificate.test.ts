import assert from 'node:assert/strict'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { MemoryDatastore } from 'datastore-core'
import { certificateIn } from '../../../../node/daemon/webrtc/certificate.ts'

describe('the certificate of the WebRTC listener', () => {
  it('is sound, signed with its own key, and has no end', async () => {
    const { privateKey, pem, certhash } = await certificateIn(new MemoryDatastore())
    const certificate = new X509Certificate(pem)
    assert.ok(certificate.verify(certificate.publicKey))
    assert.ok(certificate.checkPrivateKey(createPrivateKey(privateKey)))
    assert.equal(certificate.publicKey.asymmetricKeyDetails?.namedCurve, 'prime256v1')
    assert.equal(new Date(certificate.validTo).getUTCFullYear(), 9999)
    const digest = certificate.fingerprint256.replaceAll(':', '').toLowerCase()
    assert.equal(Buffer.from(certhash.slice(1), 'base64url').toString('hex'), `1220${digest}`)
  })

  it('is the same every time it is asked for, and another for another node', async () => {
    const datastore = new MemoryDatastore()
    const first = await certificateIn(datastore)
    assert.deepEqual(await certificateIn(datastore), first)
    assert.notEqual((await certificateIn(new MemoryDatastore())).certhash, first.certhash)
  })

  it('is made anew when what was kept is damaged', async () => {
    const datastore = new MemoryDatastore()
    const first = await certificateIn(datastore)
    for await (const { key, value } of datastore.query({})) {
      await datastore.put(key, value.subarray(0, 100))
    }
    const second = await certificateIn(datastore)
    assert.notEqual(second.certhash, first.certhash)
    assert.deepEqual(await certificateIn(datastore), second)
  })
})
