import assert from 'node:assert/strict'
import type { TrackView, WorkView } from '../../../node/domain/catalogue.ts'
import { addressOf, type ReleaseId } from '../../../node/domain/ids.ts'
import { marketplaceJson } from '../../../node/mint/marketplace.ts'
import { cidOf, digestOf, hashOf } from '../../support/manifests.ts'

interface Metadata {
  name: string
  description: string
  attributes: { trait_type: string; value: string | number }[]
}

const track = (title: string, extent: TrackView['extent'] = 'full'): TrackView => ({
  ...{ disc: 1, number: 1, title, durationMs: 1, mime: 'audio/flac', bytes: 9, extent },
  cid: cidOf(title).toString(),
})

const work = (changes: Partial<WorkView> = {}): WorkView => ({
  // It only has to look like one.
  release: digestOf('release') as string as ReleaseId,
  artist: { name: 'Nadia Voss', wallet: addressOf(hashOf('wallet').subarray(0, 20)) },
  ...{ title: 'Night Ferry', kind: 'ep', genres: ['Ambient', 'Dub'], date: '2026-03' },
  manifest: cidOf('manifest').toString(),
  artwork: { cid: cidOf('cover').toString(), mime: 'image/png', width: 9, height: 9, alt: '' },
  tracks: [track('one', 'preview'), track('two')],
  ...changes,
})

const textOf = (of: WorkView) => new TextDecoder().decode(marketplaceJson(of))
/** What ours say, read as a marketplace would. */
const read = (of: WorkView) => JSON.parse(textOf(of)) as Metadata

describe('what marketplaces are told', () => {
  it('is the name, the cover, the first song as anybody may hear it, and what it is', () => {
    assert.deepEqual(read(work()), {
      name: 'Night Ferry',
      description: 'EP by Nadia Voss, 2 songs.',
      decimals: 0,
      image: `ipfs://${cidOf('cover').toString()}`,
      animation_url: `ipfs://${cidOf('one').toString()}`,
      attributes: [
        { trait_type: 'Artist', value: 'Nadia Voss' },
        { trait_type: 'Kind', value: 'ep' },
        { trait_type: 'Songs', value: 2 },
        { trait_type: 'Date', value: '2026-03' },
        { trait_type: 'Genre', value: 'Ambient' },
        { trait_type: 'Genre', value: 'Dub' },
      ],
    })
  })

  it('says nothing of what there is not', () => {
    const { artwork, date, ...bare } = work({ genres: [] })
    assert.ok(artwork && date)
    const metadata = read(bare)
    assert.ok(!('image' in metadata))
    assert.deepEqual(
      metadata.attributes.map(({ trait_type: name }) => name),
      ['Artist', 'Kind', 'Songs'],
    )
  })

  it('keeps hostile words words, and brings no tag into a page', () => {
    const title = '","image":"https://evil.example/</script><script>alert(1)</script>\u2028\\'
    const wrong = read(work({ title, notes: 'a\n"b" & c' }))
    assert.deepEqual([wrong.name, wrong.description], [title, 'a\n"b" & c'])
    assert.doesNotMatch(textOf(work({ title })), /[<>&\u2028]/)
    assert.throws(() =>
      textOf(work({ tracks: [{ ...track('one'), cid: 'https://evil.example' }] })),
    )
  })

  it('stays small and sound, however much a release says', () => {
    const emoji = `x${'🎵'.repeat(20_000)}`
    const large = work({
      ...{ title: emoji, notes: emoji, licence: emoji, artist: { ...work().artist, name: emoji } },
      genres: Array.from({ length: 10_000 }, () => emoji),
    })
    const metadata = read(large)
    assert.ok(metadata.name.endsWith('🎵…') && metadata.name.length <= 500)
    assert.ok(metadata.description.isWellFormed())
    assert.ok(marketplaceJson(large).length < 64 * 1024)
  })
})
