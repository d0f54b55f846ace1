import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { CID } from 'multiformats/cid'
import type { Network } from '../../../../node/network/createNetwork.ts'
import { join, testNetwork } from '../../../support/network.ts'

const NOWHERE = CID.parse('bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy')
const SOON = () => AbortSignal.timeout(15_000)

async function found(network: Network, root: CID): Promise<string[]> {
  const peers: string[] = []
  for await (const { peer } of network.routing.find(root, { signal: SOON() })) peers.push(peer)
  return peers
}

/** The table takes a moment to fill: who provides is heard of by all, but not at once. */
async function provideUntilFound(provider: Network, seeker: Network, root: CID): Promise<void> {
  do {
    await provider.routing.provide(root, { signal: SOON() })
    await pause(100)
  } while ((await found(seeker, root)).length === 0)
}

describe('the table of who has which release', function () {
  this.timeout(60_000)
  const nodes: Network[] = []

  /** Five in a line: each was only told of the one before. */
  beforeEach(async () => {
    for (let i = 0; i < 5; i++) {
      const node = await testNetwork({ routing: true, patience: 0.2 })
      const before = nodes.at(-1)
      nodes.push(node)
      if (before) await join(node, before)
    }
  })
  afterEach(async () => {
    for (const node of nodes.splice(0)) await node[Symbol.asyncDispose]()
  })

  const ends = (): [Network, Network] => {
    const [first, , , , last] = nodes
    assert.ok(first && last)
    return [first, last]
  }

  it('leads a node that knows one other to what a node four steps away has', async () => {
    const [first, last] = ends()
    const song = crypto.getRandomValues(new Uint8Array(50_000))
    const { cid } = await last.files.add(
      (async function* () {
        yield song
      })(),
    )
    await provideUntilFound(last, first, cid)
    assert.deepEqual(await found(first, cid), [last.peer])
    assert.deepEqual(await first.findProviders(cid, SOON()), [last.peer])
    const parts: Uint8Array[] = []
    for await (const part of first.files.read(cid, { signal: SOON() })) parts.push(part)
    assert.ok(Buffer.concat(parts).equals(song))
  })

  it('is searched on for the others when the first who asked leaves', async () => {
    const [first, last] = ends()
    await provideUntilFound(last, first, NOWHERE)
    const leaving = new AbortController()
    const left = first.findProviders(NOWHERE, leaving.signal)
    const found = first.findProviders(NOWHERE, SOON())
    leaving.abort(new Error('left'))
    await assert.rejects(left, { message: 'left' })
    assert.deepEqual(await found, [last.peer])
  })

  it('ends without an answer when nobody provides', async () => {
    const [first] = ends()
    assert.deepEqual(await found(first, NOWHERE), [])
    assert.deepEqual(await first.findProviders(NOWHERE, SOON()), [])
  })
})

describe('two who only know a third', function () {
  this.timeout(60_000)

  it('find each other through it, also on one machine', async () => {
    await using third = await testNetwork({ routing: true })
    await using one = await testNetwork({ routing: true })
    await using two = await testNetwork({ routing: true })
    await join(one, third)
    await join(two, third)
    await provideUntilFound(one, two, NOWHERE)
    assert.deepEqual(await two.findProviders(NOWHERE, SOON()), [one.peer])
    assert.ok(two.peers().some(({ peer }) => peer === one.peer))
  })
})

describe('a node without the table', () => {
  it('finds nobody, and tells nobody', async () => {
    await using node = await testNetwork()
    assert.deepEqual(await found(node, NOWHERE), [])
    assert.equal(await node.routing.provide(NOWHERE), 0)
  })
})
