import { expect } from 'chai'
import { permitsRevision } from '../../../node/catalogue/permitsRevision.ts'
import type { Track } from '../../../node/domain/manifest.ts'
import { cidOf, hashOf, makeTrack } from '../../support/manifests.ts'

describe('permitsRevision', () => {
  const previous = { tracks: [makeTrack(1, 'One'), makeTrack(2, 'Two')] }
  const [one, two] = [makeTrack(1, 'One'), makeTrack(2, 'Two')]
  const withMaster = (fields: Partial<Track['master']>): Track => ({
    ...one,
    master: { ...one.master, ...fields },
  })
  const permits = (...tracks: Track[]) => permitsRevision(previous, { tracks })

  it('permits the same again, in any order', () => expect(permits(two, one)).to.equal(true))

  it('permits more tracks', () => expect(permits(one, two, makeTrack(3, 'Three'))).to.equal(true))

  it('permits other titles and other listening copies', () => {
    const listening = { ...one.listening, cid: cidOf('better copy'), bytes: 5_000_000 }
    expect(permits({ ...one, title: 'Uno', listening }, two)).to.equal(true)
  })

  it('permits to say that a master is not sealed', () => {
    expect(permits(withMaster({ sealed: false }), two)).to.equal(true)
  })

  it('refuses to remove a track', () => expect(permits(one)).to.equal(false))

  it('refuses to move a track', () => expect(permits({ ...one, number: 3 }, two)).to.equal(false))

  it('refuses another master', () => {
    expect(permits(withMaster({ cid: cidOf('other') }), two)).to.equal(false)
  })

  it('refuses another plain hash', () => {
    expect(permits(withMaster({ sha256: hashOf('other') }), two)).to.equal(false)
  })

  it('refuses to seal what was open', () => {
    expect(permits(withMaster({ sealed: true }), two)).to.equal(false)
  })

  it('refuses to open what was sealed', () => {
    expect(permitsRevision({ tracks: [withMaster({ sealed: true })] }, { tracks: [one] })).to.equal(
      false,
    )
  })
})
