import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Connection, Libp2p } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { DialRules } from '../../../node/network/dialRules.ts'
import { Neighbours } from '../../../node/network/neighbours.ts'
import { testNetwork } from '../../support/network.ts'
import { peerName } from '../../support/peerName.ts'

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

describe('what neighbours are told of others', () => {
  let made = 0
  const nobody = () => peerIdFromString(peerName(`${made++}`))
  type Way = Pick<Connection, 'remotePeer' | 'remoteAddr' | 'direction' | 'direct' | 'limits'>

  /** A node with these connections, to which nobody answers. */
  function lonely() {
    const ways: Way[] = []
    const dialled: string[] = []
    const events = new EventTarget()
    const libp2p = {
      peerId: nobody(),
      getConnections: (peer?: unknown) =>
        ways.filter(({ remotePeer }) => !peer || remotePeer.equals(peer as never)),
      dial: (address: unknown) => {
        dialled.push(String(address))
        return Promise.reject(new Error('nobody there'))
      },
      addEventListener: events.addEventListener.bind(events),
      removeEventListener: events.removeEventListener.bind(events),
    }
    // Neighbours use no more of it than that.
    const neighbours = new Neighbours(libp2p as unknown as Libp2p, new DialRules(), [])
    const meet = (direction: Way['direction'], address: string, more: Partial<Way> = {}) => {
      const way = { direction, remoteAddr: multiaddr(address), direct: true, ...more }
      const remotePeer = nobody()
      ways.push({ remotePeer, ...way })
      return remotePeer.toString()
    }
    const round = () => {
      neighbours.start()
      for (let i = 0; i < 100; i++) events.dispatchEvent(new Event('peer:disconnect'))
      neighbours.stop()
      return dialled
    }
    return { neighbours, meet, round }
  }
  const others = (count: number, at: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => `${at(i)}/p2p/${nobody().toString()}`)

  const LOCAL = '/ip4/127.0.0.1/tcp/4242'

  it('is believed of private places only when we went to the teller in one ourselves', () => {
    const local = others(1, () => LOCAL)
    const relayed = { limits: { bytes: 1n } }
    for (const [direction, more, believed] of [
      ['outbound', {}, local],
      ['inbound', {}, []],
      ['outbound', relayed, []],
      ['outbound', { direct: false }, []],
    ] as const) {
      const { neighbours, meet, round } = lonely()
      neighbours.learn(local, meet(direction, LOCAL, more))
      assert.deepEqual(round(), believed)
    }
  })

  it('is followed however many come to us, until we have twelve of our own choice', () => {
    const far = others(1, () => '/ip4/8.8.8.8/tcp/1')
    for (const [direction, followed] of [
      ['inbound', far],
      ['outbound', []],
    ] as const) {
      const { neighbours, meet, round } = lonely()
      const tellers = Array.from({ length: 12 }, () => meet(direction, LOCAL))
      neighbours.learn(far, tellers[0] ?? '')
      assert.deepEqual(round(), followed)
    }
  })

  it('crowds out nobody: one teller, and one machine, has a share', () => {
    const { neighbours, meet, round } = lonely()
    const [modest, greedy] = [meet('inbound', LOCAL), meet('inbound', LOCAL)]
    const few = others(10, (i) => `/ip4/8.8.${i}.8/tcp/1`)
    neighbours.learn(few, modest)
    neighbours.learn(
      others(400, (i) => `/ip4/9.${i % 200}.9.9/tcp/1`),
      greedy,
    )
    const dialled = round()
    for (const one of few) assert.ok(dialled.includes(one))
    assert.equal(dialled.length, few.length + 32)
    const machine = lonely()
    machine.neighbours.learn(
      others(100, (i) => `/ip4/8.8.8.8/tcp/${i + 1}`),
      machine.meet('inbound', LOCAL),
    )
    assert.equal(machine.round().length, 16)
  })

  it('takes the place of something else when there is no room, whoever told first', () => {
    const { neighbours, meet, round } = lonely()
    for (let teller = 0; teller < 10; teller++) {
      const there = (i: number) => `/ip4/9.${teller}.${i}.9/tcp/1`
      neighbours.learn(others(32, there), meet('inbound', LOCAL))
    }
    const last = others(1, () => '/ip4/8.8.8.8/tcp/1')
    neighbours.learn(last, meet('inbound', LOCAL))
    const dialled = round()
    assert.equal(dialled.length, 200)
    assert.ok(dialled.includes(last[0] ?? ''))
  })

  it('is dialled from the chain’s list in public places only, unless more is allowed', () => {
    const hostile = [
      LOCAL,
      '/ip4/169.254.169.254/tcp/80',
      '/ip4/100.100.100.200/tcp/80',
      '/ip4/10.0.0.1/tcp/22',
      '/ip4/192.168.1.1/tcp/80',
      '/ip4/0.0.0.0/tcp/1',
      '/ip6/::1/tcp/4242',
      '/ip6/fd00:ec2::254/tcp/80',
      '/ip6/::ffff:169.254.169.254/tcp/80',
      '/dns4/localhost/tcp/4242',
      '/dns4/example.com/tcp/80',
      '/ip4/8.8.4.4/tcp/443/tls/sni/bank.example/ws',
    ].flatMap((place) => others(1, () => place))
    const fair = others(1, () => '/ip4/8.8.8.8/tcp/1')
    const nonsense = ['', '/', 'http://x', '/ip4/8.8.8.8/tcp/1']
    const strict = lonely()
    strict.neighbours.meet([...hostile, ...fair, ...nonsense])
    assert.deepEqual(strict.round(), fair)
    const local = lonely()
    local.neighbours.meet([...hostile, ...fair], ['loopback', 'public'])
    assert.deepEqual(local.round(), [hostile[0], hostile[6], ...fair])
  })

  it('is dialled a few times only when the chain’s list has thousands of names for one target', () => {
    const { neighbours, round } = lonely()
    neighbours.meet(others(5000, () => '/ip4/8.8.8.8/tcp/1'))
    assert.equal(round().length, 3)
    const many = lonely()
    many.neighbours.meet(others(5000, (i) => `/ip4/8.8.8.8/tcp/${(i % 60_000) + 1}`))
    assert.equal(many.round().length, 16)
  })
})
