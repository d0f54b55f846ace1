import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { testNetwork } from '../../support/network.ts'

describe('neighbours', () => {
  it('a connection that lasted for a while is made anew the moment it is lost', async () => {
    await using other = await testNetwork()
    const [address = ''] = other.addresses()
    const port = Number(/\/tcp\/(\d+)\//.exec(address)?.[1])
    const came: number[] = []
    let reset: (() => void) | undefined
    const line = createServer((near) => {
      came.push(performance.now())
      const far = connect(port, '127.0.0.1')
      for (const socket of [near, far]) socket.on('error', () => undefined)
      near.pipe(far).pipe(near)
      reset = () => near.resetAndDestroy()
    }).listen(0, '127.0.0.1')
    await once(line, 'listening')
    // A TCP server's address is never a pipe's name.
    const there = (line.address() as AddressInfo).port
    {
      await using network = await testNetwork({
        join: [address.replace(`/tcp/${port}/`, `/tcp/${there}/`)],
      })
      while (network.peers().length === 0) await pause(20)
      await pause(700)
      const lost = performance.now()
      reset?.()
      while (came.length < 2) await pause(20)
      assert.ok((came[1] ?? Infinity) - lost < 1200)
    }
    line.close()
  })
})
