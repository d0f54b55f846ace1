import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { MemoryBlockstore } from 'blockstore-core'
import { MemoryDatastore } from 'datastore-core'
import { CID } from 'multiformats/cid'
import { freePort } from '../../node/daemon/freePort.ts'
import { webRtcDirect } from '../../node/daemon/webrtc/webrtcDirect.ts'
import { createNetwork } from '../../node/network/createNetwork.ts'
import { songHashes, writeAlbum } from './album.ts'
import { Stage, type Node } from './megabox.ts'

const webRtcAddressOf = ({ ready }: Node): string =>
  ready.multiaddrs.find((address) => address.includes('/webrtc-direct/')) ?? ''

/** Reaches others by WebRTC and by nothing else, as a browser on a page served by https does. */
async function reader() {
  const datastore = new MemoryDatastore()
  const webRtc = await webRtcDirect(datastore)
  assert.ok(webRtc)
  const stores = { blockstore: new MemoryBlockstore(), datastore }
  return createNetwork({ listen: [], transports: [webRtc], encrypters: [], ...stores })
}

describe('a listener who reaches nodes by WebRTC alone', function () {
  this.timeout(60_000)

  it('hears a song from a node that was restarted, at the address it had before', async () => {
    await using stage = await Stage.open()
    const words = ['--p2p', `${await freePort()}`, '--no-demo']
    const before = await stage.up('a', ...words)
    await writeAlbum(stage.data('album'))
    const { json } = await stage.run<{ tracks: { cid: string }[] }>(
      ...(['a', 'publish', stage.data('album'), '--price', '0', '--json'] as const),
    )
    await before.stop()
    const after = await stage.up('a', ...words)
    assert.match(
      webRtcAddressOf(before),
      /^\/ip4\/127\.0\.0\.1\/udp\/\d+\/webrtc-direct\/certhash\/u/,
    )
    assert.equal(webRtcAddressOf(after), webRtcAddressOf(before))

    await using network = await reader()
    await network.connect(webRtcAddressOf(before), AbortSignal.timeout(10_000))
    const hash = createHash('sha256')
    const [{ cid } = { cid: '' }] = json.tracks
    for await (const part of network.files.read(CID.parse(cid))) hash.update(part)
    assert.ok((await songHashes(stage.data('album'))).includes(hash.digest('hex')))
    assert.ok(network.peers().every(({ address }) => address.includes('/webrtc-direct/')))
  })
})
