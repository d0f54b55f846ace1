import assert from 'node:assert/strict'
import { cborCidOf } from '../../../node/crypto/hash.ts'
import { workViewOf } from '../../../node/domain/catalogue.ts'
import { fromHex } from '../../../node/domain/ids.ts'
import type { HeardRelease } from '../../../node/peer/news.ts'
import { makeArtist, makeManifest } from '../../support/manifests.ts'
import { hear, heard } from '../../../web/src/news/heard.ts'

describe('what a page remembers of news', () => {
  const titles = () => heard.value.map(({ title }) => title)

  async function news(title: string): Promise<HeardRelease> {
    const { digest, release, manifest } = await makeManifest(await makeArtist('Ada'), title)
    const cid = cborCidOf(fromHex(digest))
    return { release, manifest: cid.toString(), work: workViewOf({ release, cid, manifest }) }
  }

  beforeEach(() => heard.set([]))

  it('is newest first, each release once, and nothing that has no name', async () => {
    const [one, two] = [await news('One'), await news('Two')]
    hear([one, two])
    hear([{ release: two.release, manifest: two.manifest }])
    assert.deepEqual(titles(), ['Two', 'One'])
    hear([one])
    assert.deepEqual(titles(), ['One', 'Two'])
  })

  it('is no longer for a flood', async () => {
    for (let n = 1; n <= 30; n++) hear([await news(`Flood ${n}`)])
    assert.equal(titles().length, 10)
    assert.equal(titles()[0], 'Flood 30')
  })
})
