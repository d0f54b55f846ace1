import assert from 'node:assert/strict'
import { peerIdFromString } from '@libp2p/peer-id'
import { CID } from 'multiformats/cid'
import { Outcasts } from '../../../node/network/outcasts.ts'
import { peerSources, type PeerSourcesPowers } from '../../../node/network/peerSources.ts'
import { peerName } from '../../support/peerName.ts'

const SONG = CID.parse('bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy')

describe('connected peers as sources', () => {
  function sourcesOf(connected: boolean) {
    const peer = peerIdFromString(peerName('somebody'))
    const libp2p = Object.assign(new EventTarget(), {
      getConnections: () => (connected ? [{}] : []),
    })
    const sources = peerSources({
      // They use no more of it than that.
      helia: { libp2p } as unknown as PeerSourcesPowers['helia'],
      http: { warm: async () => undefined } as unknown as PeerSourcesPowers['http'],
      ...{ outcasts: new Outcasts(), patience: 1, gateways: [] },
      direct: () => [peer.toString()],
    })
    const detail = { peerId: peer, protocols: ['/http/1.1'] }
    libp2p.dispatchEvent(new CustomEvent('peer:identify', { detail }))
    return sources.for(SONG).map(({ name }) => name === peer.toString())
  }

  it('are known once they have said what they speak', () => {
    assert.deepEqual(sourcesOf(true), [true])
  })

  it('are none when they have left before that was heard', () => {
    assert.deepEqual(sourcesOf(false), [])
  })
})
