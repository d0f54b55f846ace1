import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import type { CID } from 'multiformats/cid'
import { cidOfBlock } from '../../../node/crypto/hash.ts'
import type { ListedFile } from '../../../node/domain/catalogue.ts'
import { filesOf } from '../../../node/catalogue/filesOf.ts'
import { Provider, type ProviderOptions } from '../../../node/peer/provider.ts'
import { makeArtist, makeManifest, type Made } from '../../support/manifests.ts'

const rootOf = ({ bytes }: Made): CID => cidOfBlock(bytes)

/** A listing and a store in memory, and a table that notes who told it what. */
class Stand {
  readonly made: Made[]
  readonly here = new Map<string, Uint8Array>()
  readonly listed = new Set<string>()
  readonly told: string[] = []
  /** How many nodes take note. */
  audience = 3

  constructor(...made: Made[]) {
    this.made = made
    for (const each of made) {
      this.listed.add(rootOf(each).toString())
      this.here.set(rootOf(each).toString(), each.bytes)
      for (const { cid } of filesOf(each.manifest.release))
        this.here.set(cid.toString(), each.bytes)
    }
  }

  provider(options: ProviderOptions = {}): Provider {
    const { made, here, listed } = this
    const provider = new Provider(
      {
        index: {
          live: async function* () {
            yield* made.map(rootOf)
          },
          // Only that there is one is looked at.
          file: async (cid) => (listed.has(cid.toString()) ? ({ cid } as ListedFile) : undefined),
        },
        blocks: {
          has: async (cid: CID) => here.has(cid.toString()),
          get: async (cid: CID) => here.get(cid.toString()) ?? assert.fail(),
        },
        provide: async (root) => {
          this.told.push(root.toString())
          return this.audience
        },
      },
      { paceMs: 1, retryMs: 20, ...options },
    )
    provider.start()
    return provider
  }
}

describe('provider', () => {
  let one: Made
  let two: Made
  before(async () => {
    const artist = await makeArtist('Ana')
    one = await makeManifest(artist, 'One')
    two = await makeManifest(artist, 'Two')
  })
  const names = (...made: Made[]) => made.map((each) => rootOf(each).toString())

  it('tells of every release that is listed and held, once', async () => {
    const stand = new Stand(one, two)
    await using provider = stand.provider()
    await pause(200)
    provider.poke()
    await pause(100)
    assert.deepEqual(stand.told, names(one, two))
  })

  it('keeps silent of what is not listed, or not held whole', async () => {
    const stand = new Stand(one, two)
    stand.listed.delete(rootOf(one).toString())
    const [file] = filesOf(two.manifest.release)
    assert.ok(file)
    stand.here.delete(file.cid.toString())
    await using provider = stand.provider()
    await pause(100)
    assert.deepEqual(stand.told, [])
    stand.here.set(file.cid.toString(), two.bytes)
    provider.poke()
    await pause(200)
    assert.deepEqual(stand.told, names(two))
  })

  it('tells again when it is time, and when nobody took note', async () => {
    const stand = new Stand(one)
    stand.audience = 0
    await using provider = stand.provider({ everyMs: 100 })
    provider.poke()
    await pause(300)
    const unheard = stand.told.length
    assert.ok(unheard > 1)
    stand.audience = 1
    await pause(500)
    assert.ok(stand.told.length > unheard + 1)
  })

  it('goes on after a release that cannot be told of', async () => {
    const stand = new Stand(one, two)
    // What lies there is no manifest, though it is listed as one.
    stand.here.set(rootOf(one).toString(), new Uint8Array(3))
    const problems: unknown[] = []
    const provider = stand.provider({ onProblem: (problem) => problems.push(problem) })
    for (let i = 0; stand.told.length === 0 && i < 100; i++) await pause(20)
    await provider[Symbol.asyncDispose]()
    assert.equal(stand.told[0], rootOf(two).toString())
    assert.ok(problems.length > 0)
  })
})
