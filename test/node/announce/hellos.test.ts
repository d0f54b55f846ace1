import assert from 'node:assert/strict'
import { Hellos } from '../../../node/announce/hellos.ts'
import { CHAIN } from '../../support/manifests.ts'

const hello = { chain: CHAIN, releases: 0, peers: [] }

describe('hellos', () => {
  it('are remembered for 500 peers, and the oldest forgotten first', () => {
    const hellos = new Hellos()
    for (let i = 0; i < 500; i++) hellos.hear(`peer ${i}`, hello)
    hellos.hear('peer 0', { ...hello, releases: 1 })
    assert.equal(hellos.size, 500)
    for (let i = 500; i < 1500; i++) hellos.hear(`peer ${i}`, hello)
    assert.equal(hellos.size, 500)
    assert.equal(hellos.of('peer 0'), undefined)
    assert.deepEqual(hellos.of('peer 1499'), hello)
  })

  it('are forgotten one by one', () => {
    const hellos = new Hellos()
    hellos.hear('a', hello)
    hellos.hear('b', hello)
    hellos.forget('a')
    assert.deepEqual([hellos.of('a'), hellos.of('b')], [undefined, hello])
  })
})
