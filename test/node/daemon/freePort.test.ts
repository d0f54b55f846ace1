import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { PortTakenError } from '../../../node/daemon/errors.ts'
import { freePort, listenError, refusePort, refuseUdpPort } from '../../../node/daemon/freePort.ts'
import { UsageError } from '../../../node/domain/errors.ts'

describe('ports', () => {
  let other: Server
  let taken: number
  before(async () => {
    other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    // A TCP server's address is never a pipe's name.
    taken = (other.address() as AddressInfo).port
  })
  after(() => other.close())

  it('are given as wanted while nobody has them, and otherwise any other', async () => {
    const free = await freePort()
    assert.equal(await freePort(free), free)
    assert.notEqual(await freePort(taken), taken)
  })

  it('are refused with their number and the flag that chooses another', async () => {
    await assert.rejects(refusePort('127.0.0.1', taken, '--p2p'), (error) => {
      assert.ok(error instanceof PortTakenError)
      assert.ok(error.message.includes(`${taken}`))
      assert.match(error.cure, /--p2p/)
      return true
    })
    await refusePort('127.0.0.1', 0, '--http')
  })

  it('are refused when another program has the UDP port of that number', async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const { port } = socket.address()
    await assert.rejects(refuseUdpPort('127.0.0.1', port, '--p2p'), PortTakenError)
    await new Promise<void>((closed) => socket.close(closed))
    await refuseUdpPort('127.0.0.1', port, '--p2p')
  })

  it('are refused on an address this machine does not have', async () => {
    await assert.rejects(refusePort('203.0.113.7', 0, '--http'), UsageError)
  })

  it('below 1024 are said to be the administrator’s', () => {
    const denied = Object.assign(new Error('denied'), { code: 'EACCES' })
    assert.ok(listenError(denied, '127.0.0.1', 80, '--http') instanceof UsageError)
  })
})
