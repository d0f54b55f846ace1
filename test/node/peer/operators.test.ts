import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { multiaddr } from '@multiformats/multiaddr'
import { Wallet } from 'ethers'
import { parseAddress, type Address } from '../../../node/domain/ids.ts'
import {
  foldOperators,
  type Operator,
  type OperatorEntry,
  type OperatorEvent,
} from '../../../node/domain/operators.ts'
import { deployOperators, operatorsAddress } from '../../../node/ledger/deploy.ts'
import { SignerOperatorPurse } from '../../../node/ledger/operatorPurse.ts'
import { ChainRegistry } from '../../../node/ledger/registry.ts'
import type { Network } from '../../../node/network/createNetwork.ts'
import { Operators, ownEntry } from '../../../node/peer/operators.ts'
import { fund, testChain, type TestChain } from '../../support/anvil.ts'
import { testNetwork } from '../../support/network.ts'
import { until } from '../../support/until.ts'

const BOND = 10n ** 16n
const address = (digit: string) => parseAddress(`0x${digit.repeat(40)}`)

describe('the chain’s list of operators', function () {
  this.timeout(60_000)
  let chain: TestChain
  let registry: ChainRegistry

  before(async () => {
    chain = await testChain()
    await deployOperators(chain.endpoint, chain.rich)
    const opened = await ChainRegistry.open(chain.endpoint, operatorsAddress(chain.ledger.chain.id))
    assert.ok(opened)
    registry = opened
  })
  after(() => chain[Symbol.asyncDispose]())

  const newOperator = async () => {
    const wallet = Wallet.createRandom().connect(chain.endpoint.provider)
    await fund(chain.endpoint, parseAddress(wallet.address))
    return SignerOperatorPurse.open(wallet, registry.address)
  }
  const entryOf = (network: Network, wallet: Address, addresses = network.addresses()) =>
    ownEntry({ wallet, payout: wallet, addresses }, { registry, network })
  const reading = (
    network: Network,
    how: Partial<ConstructorParameters<typeof Operators>[1]> = {},
  ) => new Operators({ registry, ledger: chain.ledger, network }, { pollMs: 100, ...how })

  it('tells where it stands, and that nothing stands elsewhere', async () => {
    assert.deepEqual(await registry.terms(), { leastBond: BOND, delayS: 60 })
    assert.equal(await ChainRegistry.open(chain.endpoint, address('9')), undefined)
  })

  it('leads a node that was told of nobody to one that has joined, and forgets it when it leaves', async () => {
    await using shop = await testNetwork()
    await using alone = await testNetwork()
    const wallet = await newOperator()
    await wallet.join(await entryOf(shop, wallet.address), BOND)
    await using operators = reading(alone, { allowed: ['loopback'] })
    operators.start()
    await until(() => alone.peers().some(({ peer }) => peer === shop.peer))
    const [listed] = await operators.list()
    assert.partialDeepStrictEqual(listed, { wallet: wallet.address, peer: shop.peer, bond: BOND })
    await wallet.resign()
    assert.deepEqual(await operators.list(), [])
    assert.ok((await registry.state(wallet.address)).freeFrom > 0)
  })

  it('leads nowhere when an entry lies: another’s name, no proof, garbage, a private door', async () => {
    const knocks: number[] = []
    const door = createServer((socket) => {
      knocks.push(1)
      socket.destroy()
    }).listen(0, '127.0.0.1')
    await once(door, 'listening')
    // A TCP server's address is never a pipe's name.
    const { port } = door.address() as AddressInfo
    await using victim = await testNetwork()
    await using alone = await testNetwork()
    const bytes = (text: string) => multiaddr(text).bytes
    const there = bytes(`/ip4/127.0.0.1/tcp/${port}/p2p/${victim.peer}`)
    const honest = async (wallet: Address): Promise<OperatorEntry> => ({
      ...(await entryOf(victim, wallet)),
      addresses: [there],
    })
    const lies: ((wallet: Address) => Promise<OperatorEntry>)[] = [
      // The proof of another wallet.
      async () => honest(address('a')),
      async (wallet) => ({ ...(await honest(wallet)), proof: new Uint8Array(64) }),
      async (wallet) => ({ ...(await honest(wallet)), proof: Uint8Array.of(1) }),
      // Garbage that ends as the contract wants it.
      async (wallet) => {
        const peerId = Uint8Array.from({ length: 34 }, (_, i) => i)
        const end = [0xa5, 0x03, peerId.length, ...peerId]
        const garbage = Uint8Array.from([255, 255, 255, ...end])
        return { ...(await honest(wallet)), peerId, addresses: [garbage, garbage] }
      },
    ]
    for (const lie of lies) {
      const wallet = await newOperator()
      await wallet.join(await lie(wallet.address), BOND)
    }
    const met: string[] = []
    const watched = {
      neighbours: { meet: (places: readonly string[]) => void met.push(...places) },
    }
    await using credulous = new Operators(
      { registry, ledger: chain.ledger, network: watched },
      { pollMs: 20 },
    )
    assert.deepEqual(await credulous.list(), [])
    // A true proof, and a door nobody may be sent to.
    const wallet = await newOperator()
    await wallet.join(await honest(wallet.address), BOND)
    credulous.start()
    await until(() => met.length > 0)
    assert.deepEqual([...new Set(met)], [`/ip4/127.0.0.1/tcp/${port}/p2p/${victim.peer}`])
    await using operators = reading(alone)
    assert.equal((await operators.list()).length, 1)
    let rounds = 0
    const meet = alone.neighbours.meet.bind(alone.neighbours)
    alone.neighbours.meet = (...how) => {
      rounds += 1
      meet(...how)
    }
    operators.start()
    await until(() => rounds > 2)
    assert.deepEqual([knocks.length, alone.peers().length], [0, 0])
    await using bold = reading(alone, { allowed: ['loopback'] })
    bold.start()
    await until(() => knocks.length > 0)
    door.close()
  })

  it('is the last word of each wallet that has joined and not left', () => {
    const [a, b] = [address('a'), address('b')]
    const entry = (digit: string): OperatorEntry => ({
      payout: address(digit),
      ...{ peerId: new Uint8Array(), proof: new Uint8Array(), addresses: [] },
    })
    const joined = (wallet: Address, digit: string): OperatorEvent[] => [
      { kind: 'joined', wallet, bond: 1n, activeFrom: 7 },
      { kind: 'described', wallet, entry: entry(digit) },
    ]
    const fold = (events: OperatorEvent[], before: ReadonlyMap<Address, Operator> = new Map()) =>
      foldOperators(before, events)
    const first = fold([...joined(a, '1'), ...joined(b, '2')])
    assert.deepEqual([...first.keys()], [a, b])
    const later = fold(
      [
        { kind: 'described', wallet: a, entry: entry('3') },
        { kind: 'left', wallet: b, freeFrom: 9 },
        { kind: 'withdrawn', wallet: b },
      ],
      first,
    )
    assert.deepEqual(
      [...later.values()],
      [{ wallet: a, bond: 1n, activeFrom: 7, freeFrom: 0, entry: entry('3') }],
    )
    assert.equal(fold([{ kind: 'described', wallet: b, entry: entry('4') }]).size, 0)
    assert.equal(first.size, 2)
  })
})
