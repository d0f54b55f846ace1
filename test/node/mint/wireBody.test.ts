import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { InvalidManifestError } from '../../../node/domain/errors.ts'
import { fromWire, toWire } from '../../../node/mint/wireBody.ts'
import { hashOf, makeTrack } from '../../support/manifests.ts'

const body = {
  salt: hashOf('salt'),
  title: 'Nächtliche Fähre 🌊',
  kind: 'album' as const,
  genres: ['Dub'],
  tracks: [makeTrack(1, 'Slack Water'), makeTrack(2, 'Ebb')],
}

describe('a draft on the wire', () => {
  it('arrives as it was sent, CIDs and bytes included, as text that JSON can carry', () => {
    const text = toWire(body)
    assert.match(text, /^[A-Za-z0-9+/]+$/)
    assert.deepEqual(fromWire(text), body)
  })

  it('is refused as a manifest would be when it was spoiled on the way', () => {
    const text = toWire(body)
    for (const wrong of [
      text.slice(0, -8),
      `${text}AAAA`,
      text.replace(/^./, '_'),
      '',
      '?',
      'AAAAA',
    ]) {
      assert.throws(() => fromWire(wrong), InvalidManifestError, wrong.slice(0, 20))
    }
    fc.assert(
      fc.property(fc.string(), (noise) => {
        fc.pre(!/^[A-Za-z0-9+/]+$/.test(noise))
        assert.throws(() => fromWire(noise), InvalidManifestError)
      }),
    )
  })
})
