import assert from 'node:assert/strict'
import { Directory } from '../../../node/catalogue/directory.ts'
import type { Entry } from '../../../node/domain/catalogue.ts'
import { cborCidOf } from '../../../node/crypto/hash.ts'
import {
  digestOf,
  fakeEditionId,
  hashOf,
  makeArtist,
  makeManifest,
  termsOf,
} from '../../support/manifests.ts'

async function entryOf(name: string, title: string, block: number): Promise<Entry> {
  const made = await makeManifest(await makeArtist(name), title, { genres: ['Dub'] })
  const terms = termsOf(made)
  const place = { block, logIndex: 0 }
  return {
    ...{ release: made.release, artist: made.artist.wallet, salt: made.salt, place },
    ...{ cid: cborCidOf(hashOf(title)), manifest: made.manifest, sold: 0, retired: false },
    editions: [{ edition: fakeEditionId(terms), terms, closed: false, ...place }],
  }
}

/** An index that counts how often it is walked, and a clock that is set by hand. */
function stage() {
  const state = { entries: [] as Entry[], head: 1, walks: 0, now: 0, walkMs: 0 }
  const directory = new Directory(
    {
      index: {
        recent: async () => [{ number: state.head, hash: digestOf(`block ${state.head}`) }],
        release: async (id) => state.entries.find(({ release }) => release === id),
        search: async () => {
          state.walks += 1
          state.now += state.walkMs
          return { entries: state.entries }
        },
      },
    },
    () => state.now,
  )
  const count = async () => (await directory.genres())[0]?.releases ?? 0
  return { state, directory, count }
}

describe('catalogue directory', () => {
  it('walks through the index once while nothing changes', async () => {
    const { state, count } = stage()
    state.entries = [await entryOf('Ada', 'Salt', 1)]
    assert.deepEqual([await count(), await count(), state.walks], [1, 1, 1])
  })

  it('knows what was listed since, and what the chain has retired', async () => {
    const { state, directory, count } = stage()
    state.entries = [await entryOf('Ada', 'Salt', 1)]
    await count()
    state.entries = [await entryOf('Ada', 'Copper', 2), ...state.entries]
    directory.poke()
    assert.equal(await count(), 2)
    state.entries = state.entries.slice(1)
    state.head = 2
    assert.equal(await count(), 1)
  })

  it('spends a small part of its time on walking, however often something is listed', async () => {
    const { state, directory, count } = stage()
    state.walkMs = 10
    await count()
    for (let i = 0; i < 50; i++) {
      directory.poke()
      await count()
    }
    assert.equal(state.walks, 1)
    state.now += 300
    await count()
    assert.equal(state.walks, 2)
  })

  it('looks again after a walk that failed', async () => {
    const { state } = stage()
    const broken = new Directory({
      index: {
        recent: async () => [],
        release: async () => undefined,
        search: async () => {
          if (state.walks++ === 0) throw new Error('busy')
          return { entries: state.entries }
        },
      },
    })
    await assert.rejects(broken.genres(), /busy/)
    assert.deepEqual(await broken.genres(), [])
  })

  it('leaves out of a page what was retired since', async () => {
    const { state, directory } = stage()
    state.entries = [await entryOf('Ada', 'Copper', 2), await entryOf('Ada', 'Salt', 1)]
    await directory.genres()
    state.entries = state.entries.map((entry, i) => ({ ...entry, retired: i === 0 }))
    const { entries } = await directory.page({ genre: 'dub' })
    assert.deepEqual(
      entries.map(({ manifest }) => manifest.release.title),
      ['Salt'],
    )
  })

  it('knows no artist of whom nothing is listed', async () => {
    const { directory } = stage()
    assert.equal(await directory.artist((await makeArtist('Eve')).wallet), undefined)
  })
})
