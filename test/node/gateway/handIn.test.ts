import { expect } from 'chai'
import { InvalidAnnouncementError, InvalidManifestError } from '../../../node/domain/errors.ts'
import type { GatewayPowers } from '../../../node/gateway/powers.ts'
import { asker, codeOf, createShop, TOKEN } from './shop.ts'

describe('gateway hand-ins', () => {
  const hand = (
    powers: Partial<GatewayPowers>,
    path: string,
    { method = 'POST', body }: { method?: string; body?: BodyInit } = {},
  ) =>
    asker({ ...createShop().powers, ...powers })(path, {
      method,
      headers: { 'x-megabox-token': TOKEN },
      ...(body !== undefined && { body }),
    })

  it('takes a manifest, byte for byte, and gives its CID', async () => {
    let taken: Uint8Array | undefined
    const response = await hand(
      {
        acceptManifest: async (bytes) => {
          taken = bytes
          return { cid: 'bafy' }
        },
      },
      '/api/v1/manifests',
      { method: 'PUT', body: Uint8Array.of(0, 1, 255) },
    )
    expect(response.status).to.equal(201)
    expect(await response.json()).to.deep.equal({ cid: 'bafy' })
    expect(taken).to.deep.equal(Uint8Array.of(0, 1, 255))
  })

  it('says why a manifest or an announcement is not taken', async () => {
    const manifest = await hand(
      { acceptManifest: () => Promise.reject(new InvalidManifestError('no')) },
      '/api/v1/manifests',
      { method: 'PUT', body: 'x' },
    )
    expect([manifest.status, await codeOf(manifest)]).to.deep.equal([400, 'InvalidManifestError'])
    const announcement = await hand(
      { announce: () => Promise.reject(new InvalidAnnouncementError('no')) },
      '/api/v1/announcements',
      { body: 'x' },
    )
    expect([announcement.status, await codeOf(announcement)]).to.deep.equal([
      400,
      'InvalidAnnouncementError',
    ])
  })

  it('passes an announcement on', async () => {
    let told: Uint8Array | undefined
    const announce = async (bytes: Uint8Array) => {
      told = bytes
    }
    const response = await hand({ announce }, '/api/v1/announcements', { body: 'hello' })
    expect(response.status).to.equal(202)
    expect(told).to.deep.equal(new TextEncoder().encode('hello'))
  })

  it('reads no more than a manifest or an announcement can be long', async () => {
    for (const [path, method, limit] of [
      ['/api/v1/manifests', 'PUT', 256 * 1024],
      ['/api/v1/announcements', 'POST', 1024],
    ] as const) {
      const fits = await hand({}, path, { method, body: new Uint8Array(limit) })
      expect(fits.status).to.be.below(300)
      const tooLong = await hand({}, path, { method, body: new Uint8Array(limit + 1) })
      expect(tooLong.status).to.equal(413)
    }
  })

  it('looks at the chain now when asked to', async () => {
    let looked = 0
    const catchUp = async () => {
      looked += 1
    }
    expect((await hand({ catchUp }, '/api/v1/follow')).status).to.equal(200)
    expect(looked).to.equal(1)
  })
})
