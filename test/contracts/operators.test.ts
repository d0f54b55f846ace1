// Nodes that run all the time leave a bond and say where they are. Nobody can remove, slash or move them.
import { expect } from 'chai'
import type { BaseContract } from 'ethers'
import {
  as,
  type Asks,
  ethers,
  gains,
  id,
  Mood,
  networkHelpers,
  puppet,
  type Sends,
  stage,
  ZeroAddress,
} from './stage.ts'

interface Entry {
  payout: string
  peerId: string
  proof: string
  addresses: string[]
}

interface Operators extends BaseContract {
  join: Sends<[entry: Entry, key: string]>
  update: Sends<[entry: Entry]>
  addKey: Sends<[key: string]>
  resign: Sends<[]>
  withdraw: Sends<[to: string]>
  leastBond: Asks<[], bigint>
  delay: Asks<[], bigint>
  operators: Asks<[wallet: string], [bigint, bigint, bigint]>
  keyCount: Asks<[wallet: string], bigint>
  isActive: Asks<[wallet: string], boolean>
  proofMessage: Asks<[wallet: string], string>
}

const BOND = 1_000_000n
const DELAY = 86_400n
const NO_KEY = ethers.ZeroHash
const PEER = `0x0024080112 20${id('a peer').slice(2)}`.replace(' ', '')
/** `/ip4/203.0.113.7/tcp/4001/p2p/<peer>`. */
const HOME = `0x04cb007107060fa1${endOf(PEER)}`
const sized = (bytes: number) => `0x${'ab'.repeat(bytes)}`

/** `/p2p/<peer>` in binary, without 0x. */
function endOf(peer: string): string {
  return `a503${ethers.dataLength(peer).toString(16).padStart(2, '0')}${peer.slice(2)}`
}

const entryOf = (payout: string, changes: Partial<Entry> = {}): Entry => ({
  payout,
  peerId: PEER,
  proof: sized(64),
  addresses: [HOME],
  ...changes,
})

async function deploy(bond = BOND, delay = DELAY) {
  const factory = await ethers.getContractFactory<[bigint, bigint], Operators>('Operators')
  return factory.deploy(bond, delay)
}

async function registry() {
  const { buyer: wallet, friend, stranger } = await stage()
  const contract = await deploy()
  const address = await contract.getAddress()
  const operators = as(wallet, contract)
  const entry = entryOf(wallet.address)
  return { operators, address, wallet, friend, stranger, entry }
}

async function joined() {
  const set = await registry()
  await set.operators.join(set.entry, id('a key'), { value: BOND })
  return { ...set, since: BigInt(await networkHelpers.time.latest()) }
}

async function left() {
  const set = await joined()
  await set.operators.resign()
  return { ...set, freeFrom: BigInt(await networkHelpers.time.latest()) + DELAY }
}

describe('an operator', () => {
  it('joins with a bond, and is logged with all that finds and pays it', async () => {
    const { operators, address, wallet, entry } = await networkHelpers.loadFixture(registry)
    const time = BigInt(await networkHelpers.time.latest()) + 10n
    await networkHelpers.time.setNextBlockTimestamp(time)
    const joining = operators.join(entry, id('a key'), { value: BOND + 5n })
    await expect(joining)
      .to.emit(operators, 'Joined')
      .withArgs(wallet.address, BOND + 5n, time + DELAY)
    await expect(joining)
      .to.emit(operators, 'KeyAdded')
      .withArgs(wallet.address, 0n, id('a key'), time + DELAY)
    await expect(joining)
      .to.emit(operators, 'Described')
      .withArgs(wallet.address, [wallet.address, PEER, entry.proof, [HOME]])
    expect([...(await operators.operators(wallet.address))]).to.deep.equal([
      BOND + 5n,
      time + DELAY,
      0n,
    ])
    expect(await ethers.provider.getBalance(address)).to.equal(BOND + 5n)
    expect(await operators.keyCount(wallet.address)).to.equal(1n)
  })

  it('counts after the delay, and no longer once it left', async () => {
    const { operators, wallet, stranger, since } = await networkHelpers.loadFixture(joined)
    expect(await operators.isActive(wallet.address)).to.equal(false)
    await networkHelpers.time.increaseTo(since + DELAY - 1n)
    expect(await operators.isActive(wallet.address)).to.equal(false)
    await networkHelpers.time.increaseTo(since + DELAY)
    expect(await operators.isActive(wallet.address)).to.equal(true)
    expect(await operators.isActive(stranger.address)).to.equal(false)
    await operators.resign()
    expect(await operators.isActive(wallet.address)).to.equal(false)
  })

  it('that leaves is logged with the time its bond is free', async () => {
    const { operators, wallet } = await networkHelpers.loadFixture(joined)
    const leaving = operators.resign()
    await leaving
    const free = BigInt(await networkHelpers.time.latest()) + DELAY
    await expect(leaving).to.emit(operators, 'Left').withArgs(wallet.address, free)
  })

  it('may be without a key, and without addresses', async () => {
    const { operators, wallet } = await networkHelpers.loadFixture(registry)
    const entry = entryOf(wallet.address, { addresses: [] })
    const joining = operators.join(entry, NO_KEY, { value: BOND })
    await expect(joining).not.to.emit(operators, 'KeyAdded')
    expect(await operators.keyCount(wallet.address)).to.equal(0n)
  })

  it('moves, and names further keys, each with its number', async () => {
    const { operators, wallet, friend } = await networkHelpers.loadFixture(joined)
    const entry = entryOf(friend.address, { addresses: [HOME, HOME, HOME, HOME] })
    await expect(operators.update(entry))
      .to.emit(operators, 'Described')
      .withArgs(wallet.address, [friend.address, PEER, entry.proof, entry.addresses])
    const time = BigInt(await networkHelpers.time.latest()) + 10n
    await networkHelpers.time.setNextBlockTimestamp(time)
    await expect(operators.addKey(id('another')))
      .to.emit(operators, 'KeyAdded')
      .withArgs(wallet.address, 1n, id('another'), time + DELAY)
    await expect(operators.addKey(NO_KEY)).to.be.revertedWithCustomError(operators, 'EmptyKey')
  })

  it('joins once at a time, and with enough', async () => {
    const { operators, wallet, entry } = await networkHelpers.loadFixture(registry)
    await expect(operators.join(entry, NO_KEY, { value: BOND - 1n }))
      .to.be.revertedWithCustomError(operators, 'BondTooLow')
      .withArgs(BOND, BOND - 1n)
    await operators.join(entry, NO_KEY, { value: BOND })
    await expect(operators.join(entry, NO_KEY, { value: BOND }))
      .to.be.revertedWithCustomError(operators, 'AlreadyJoined')
      .withArgs(wallet.address)
    await operators.resign()
    await expect(operators.join(entry, NO_KEY, { value: BOND }))
      .to.be.revertedWithCustomError(operators, 'AlreadyJoined')
      .withArgs(wallet.address)
  })

  it('gets its bond back after the delay, and may join again with its keys still counted', async () => {
    const { operators, address, wallet, friend, entry, freeFrom } =
      await networkHelpers.loadFixture(left)
    const time = freeFrom - 1n
    await networkHelpers.time.setNextBlockTimestamp(time)
    await expect(operators.withdraw(wallet.address))
      .to.be.revertedWithCustomError(operators, 'BondNotFree')
      .withArgs(freeFrom, time)
    await networkHelpers.time.setNextBlockTimestamp(freeFrom)
    const paid = await gains([friend.address, address], () =>
      expect(operators.withdraw(friend.address))
        .to.emit(operators, 'Withdrawn')
        .withArgs(wallet.address, friend.address, BOND),
    )
    expect(paid).to.deep.equal([BOND, -BOND])
    expect([...(await operators.operators(wallet.address))]).to.deep.equal([0n, 0n, 0n])
    await expect(operators.withdraw(wallet.address)).to.be.revertedWithCustomError(
      operators,
      'NotLeft',
    )
    await expect(operators.join(entry, id('next'), { value: BOND }))
      .to.emit(operators, 'KeyAdded')
      .withArgs(wallet.address, 1n, id('next'), (value: bigint) => value > freeFrom)
  })

  it('does nothing more once it is leaving', async () => {
    const { operators, wallet, entry, freeFrom } = await networkHelpers.loadFixture(left)
    const calls = [
      () => operators.update(entry),
      () => operators.addKey(id('x')),
      () => operators.resign(),
    ]
    for (const call of calls) {
      await expect(call())
        .to.be.revertedWithCustomError(operators, 'Leaving')
        .withArgs(wallet.address, freeFrom)
    }
  })

  it('is nobody who has not joined', async () => {
    const { operators, stranger, entry } = await networkHelpers.loadFixture(joined)
    const theirs = as(stranger, operators)
    const calls = [() => theirs.update(entry), () => theirs.addKey(id('x')), () => theirs.resign()]
    for (const call of calls) {
      await expect(call())
        .to.be.revertedWithCustomError(operators, 'NotJoined')
        .withArgs(stranger.address)
    }
    await expect(theirs.withdraw(stranger.address))
      .to.be.revertedWithCustomError(operators, 'NotLeft')
      .withArgs(stranger.address)
  })

  it('cannot withdraw before it left, to nobody, or to one who refuses', async () => {
    const { operators, wallet, freeFrom, address } = await networkHelpers.loadFixture(left)
    await networkHelpers.time.increaseTo(freeFrom)
    await expect(operators.withdraw(ZeroAddress))
      .to.be.revertedWithCustomError(operators, 'RefusedPayout')
      .withArgs(ZeroAddress)
    const refusing = await puppet(Mood.Refusing)
    for (const to of [refusing.address, address]) {
      await expect(operators.withdraw(to))
        .to.be.revertedWithCustomError(operators, 'WithdrawalRefused')
        .withArgs(to, BOND)
    }
    await operators.withdraw(wallet.address)
  })

  it('gets one bond, however often it calls back', async () => {
    const { operators, address, wallet, freeFrom } = await networkHelpers.loadFixture(left)
    const thief = await puppet()
    const call = (name: string, ...args: unknown[]) =>
      operators.interface.encodeFunctionData(name, args)
    await thief.act(address, BOND, call('join', entryOf(thief.address), NO_KEY), { value: BOND })
    await thief.act(address, 0n, call('resign'))
    await networkHelpers.time.increaseTo(freeFrom + 1000n)
    await thief.rehearse(address, 0n, call('withdraw', thief.address))
    const paid = await gains([thief.address, address], () =>
      thief.act(address, 0n, call('withdraw', thief.address)),
    )
    expect(paid).to.deep.equal([BOND, -BOND])
    await operators.withdraw(wallet.address)
  })

  it('is proved by its peer, who signs for this wallet, contract and chain', async () => {
    const { operators, address, wallet } = await networkHelpers.loadFixture(registry)
    const { chainId } = await ethers.provider.getNetwork()
    const encoded = ethers.AbiCoder.defaultAbiCoder().encode(
      ['bytes32', 'uint256', 'address', 'address'],
      [id('MegaBox operator'), chainId, address, wallet.address],
    )
    expect(await operators.proofMessage(wallet.address)).to.equal(ethers.keccak256(encoded))
  })
})

describe('an entry', () => {
  const end = endOf(PEER)
  const bad: [string, Partial<Entry>, string, unknown[]][] = [
    ['nobody to pay', { payout: ZeroAddress }, 'RefusedPayout', [ZeroAddress]],
    ['no peer id', { peerId: '0x', addresses: [] }, 'WrongPeerId', [0, 64]],
    ['too long a peer id', { peerId: sized(65), addresses: [] }, 'WrongPeerId', [65, 64]],
    ['no proof', { proof: '0x' }, 'WrongProof', [0, 512]],
    ['too long a proof', { proof: sized(513) }, 'WrongProof', [513, 512]],
    ['five addresses', { addresses: Array<string>(5).fill(HOME) }, 'TooManyAddresses', [5, 4]],
    [
      'an address of another peer',
      { addresses: [HOME, `${HOME.slice(0, -2)}00`] },
      'AddressWithoutPeer',
      [1],
    ],
    ['an address that is only the peer', { addresses: [`0x${end}`] }, 'AddressWithoutPeer', [0]],
    ['an address shorter than a peer', { addresses: ['0x04'] }, 'AddressWithoutPeer', [0]],
    [
      'an address that is too long',
      { addresses: [`${sized(257 - end.length / 2)}${end}`] },
      'AddressTooLong',
      [0, 257, 256],
    ],
  ]
  for (const [what, change, error, args] of bad) {
    it(`with ${what} is refused`, async () => {
      const { operators, wallet, entry } = await networkHelpers.loadFixture(registry)
      const wrong = entryOf(wallet.address, change)
      await expect(operators.join(wrong, NO_KEY, { value: BOND }))
        .to.be.revertedWithCustomError(operators, error)
        .withArgs(...args)
      await operators.join(entry, NO_KEY, { value: BOND })
      await expect(operators.update(wrong)).to.be.revertedWithCustomError(operators, error)
    })
  }

  it('may be as large as it gets', async () => {
    const { operators, wallet } = await networkHelpers.loadFixture(registry)
    const peerId = sized(64)
    const longest = `${sized(256 - 67)}${endOf(peerId)}`
    const addresses = Array<string>(4).fill(longest)
    const entry = entryOf(wallet.address, { peerId, proof: sized(512), addresses })
    await operators.join(entry, NO_KEY, { value: BOND })
    await operators.update({ ...entry, peerId: '0x01', addresses: [`0xaa${endOf('0x01')}`] })
  })

  it('cannot name the registry to be paid', async () => {
    const { operators, address } = await networkHelpers.loadFixture(registry)
    await expect(operators.join(entryOf(address), NO_KEY, { value: BOND }))
      .to.be.revertedWithCustomError(operators, 'RefusedPayout')
      .withArgs(address)
  })
})

describe('the registry', () => {
  it('has a bond and a delay for ever, and the delay is no longer than 90 days', async () => {
    const most = 90n * 86_400n
    const operators = await deploy(0n, most)
    expect(await operators.leastBond()).to.equal(0n)
    expect(await operators.delay()).to.equal(most)
    await expect(deploy(0n, most + 1n))
      .to.be.revertedWithCustomError(operators, 'DelayTooLong')
      .withArgs(most + 1n, most)
  })

  it('may ask for no bond at all', async () => {
    const { buyer: wallet } = await stage()
    const operators = as(wallet, await deploy(0n, 0n))
    await operators.join(entryOf(wallet.address), NO_KEY)
    expect(await operators.isActive(wallet.address)).to.equal(true)
    await expect(operators.join(entryOf(wallet.address), NO_KEY)).to.be.revertedWithCustomError(
      operators,
      'AlreadyJoined',
    )
    await operators.resign()
    await operators.withdraw(wallet.address)
  })

  it('takes money with those who join only', async () => {
    const { address, wallet } = await networkHelpers.loadFixture(registry)
    await expect(wallet.sendTransaction({ to: address, value: 1n })).to.be.revert(ethers)
  })

  it('refuses a bond that no chain has', async () => {
    const { operators, wallet, entry } = await networkHelpers.loadFixture(registry)
    await networkHelpers.setBalance(wallet.address, 2n ** 200n)
    await expect(operators.join(entry, NO_KEY, { value: 2n ** 128n })).to.be.revert(ethers)
  })
})
