import assert from 'node:assert/strict'
import { identify } from '@libp2p/identify'
import { http } from '@libp2p/http'
import { tcp } from '@libp2p/tcp'
import { tls } from '@libp2p/tls'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { Libp2pHttp } from '../../../../node/network/road/asking.ts'
import { blocksBody, drain, node } from './pair.ts'

const theirNode = () =>
  createLibp2p({
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    transports: [tcp()],
    connectionEncrypters: [tls()],
    streamMuxers: [yamux()],
    services: { http: http(), identify: identify() },
  })

describe('the road for HTTP and @libp2p/http', () => {
  it('answers its client', async () => {
    const [ours, theirs] = await Promise.all([node('tcp'), theirNode()])
    ours.services.answering.answer(() => Promise.resolve(new Response(blocksBody(4))))
    const response = await theirs.services.http.fetch(ours.getMultiaddrs())
    assert.equal(response.status, 200)
    assert.equal((await response.arrayBuffer()).byteLength, 1024 * 1024)
    await Promise.all([ours.stop(), theirs.stop()])
  })

  it('asks its server', async () => {
    const [ours, theirs] = await Promise.all([node('tcp'), theirNode()])
    const headers = { 'content-length': '2' }
    const handler = () => Promise.resolve(new Response('hi', { headers }))
    theirs.services.http.handle('/hi', { path: '/hi', handler })
    await ours.dial(theirs.getMultiaddrs())
    const { status, body } = await new Libp2pHttp(ours).ask(String(theirs.peerId), { path: '/hi' })
    assert.equal(status, 200)
    assert.equal(new TextDecoder().decode(await drain(body)), 'hi')
    await Promise.all([ours.stop(), theirs.stop()])
  })
})
