// The chain of the tests and the ones people use run the same machine written by the same people. Here every
// transaction of a scenario is run again by an implementation that shares nothing with it: the same balances,
// the same logs, the same gas.
import { createBlock } from '@ethereumjs/block'
import { Common, Hardfork, Mainnet } from '@ethereumjs/common'
import { createTxFromRLP } from '@ethereumjs/tx'
import { bytesToHex, createAccount, createAddressFromString, hexToBytes } from '@ethereumjs/util'
import { createVM, runTx, type VM } from '@ethereumjs/vm'
import { expect } from 'chai'
import { Wallet } from 'ethers'
import hre, { artifacts } from 'hardhat'
import { ethers, id, Mood, networkHelpers, type Releases, termsOf, ZeroAddress } from './stage.ts'
import { PLENTY, PRICE, signedPurchase } from './tokens.ts'

const RICH = 10n ** 21n
const { provider } = ethers

interface Trace {
  worked: boolean
  gas: bigint
  logs: { address: string; topics: string[]; data: string }[]
}

/** A wallet with a key of its own, the same at every run. */
const wallet = (name: string) => new Wallet(id(`replay ${name}`), provider)

async function otherMachine(wallets: Wallet[]): Promise<VM> {
  const { chainId } = await provider.getNetwork()
  const chain = { ...Mainnet, chainId: Number(chainId) }
  const vm = await createVM({ common: new Common({ chain, hardfork: Hardfork.Cancun }) })
  for (const { address } of wallets) {
    const account = createAccount({ balance: RICH })
    await vm.stateManager.putAccount(createAddressFromString(address), account)
  }
  return vm
}

/** Runs a signed transaction in both machines. */
async function both(vm: VM, raw: string): Promise<[Trace, Trace]> {
  // This chain throws what a transaction that it mined was refused with.
  await provider.send('eth_sendRawTransaction', [raw]).catch(() => undefined)
  const receipt = await provider.getTransactionReceipt(ethers.keccak256(raw))
  if (!receipt) throw new Error('the transaction was not mined')
  const mined = await provider.getBlock(receipt.blockNumber)
  if (!mined) throw new Error('there is no such block')
  const { number, timestamp, baseFeePerGas } = mined
  const header = { number, timestamp, gasLimit: 30_000_000, baseFeePerGas: baseFeePerGas ?? 0n }
  const block = createBlock({ header }, { common: vm.common })
  // A string that ethers made begins with 0x.
  const tx = createTxFromRLP(hexToBytes(raw as `0x${string}`), { common: vm.common })
  const ran = await runTx(vm, { tx, block })
  return [
    {
      worked: receipt.status === 1,
      gas: receipt.gasUsed,
      logs: receipt.logs.map(({ address, topics, data }) => ({
        address: address.toLowerCase(),
        topics: [...topics],
        data,
      })),
    },
    {
      worked: ran.execResult.exceptionError === undefined,
      gas: ran.totalGasSpent,
      logs: (ran.execResult.logs ?? []).map(([address, topics, data]) => ({
        address: bytesToHex(address),
        topics: topics.map((topic) => bytesToHex(topic)),
        data: bytesToHex(data),
      })),
    },
  ]
}

describe('another machine', () => {
  // What counts the lines is code of its own, and no other machine knows whom it calls.
  before(function () {
    if (hre.globalOptions.coverage) this.skip()
  })

  it('does the same to the wei, the log and the gas, in every transaction of a scenario', async function () {
    this.timeout(60_000)
    const [artist, buyer, host, friend] = ['artist', 'buyer', 'host', 'friend'].map(wallet)
    if (!artist || !buyer || !host || !friend) throw new Error('four names are four wallets')
    const people = [artist, buyer, host, friend]
    for (const { address } of people) await networkHelpers.setBalance(address, RICH)
    const vm = await otherMachine(people)
    const told: Trace[] = []

    const send = async (from: Wallet, to: string | null, data: string, value = 0n) => {
      const nonce = await provider.getTransactionCount(from.address)
      const { chainId } = await provider.getNetwork()
      const rest = { type: 0, nonce, chainId, gasPrice: 10n ** 10n, gasLimit: 6_000_000n }
      const raw = await from.signTransaction({ ...rest, to, data, value })
      const [here, there] = await both(vm, raw)
      expect(there).to.deep.equal(here)
      told.push(here)
      return ethers.getCreateAddress({ from: from.address, nonce })
    }
    const made = async (name: string, args = '') =>
      send(artist, null, (await artifacts.readArtifact(name)).bytecode + args)
    const typed = async (name: string, address: string) =>
      new ethers.Contract(address, (await artifacts.readArtifact(name)).abi, provider)

    const address = await made('Releases')
    const token = await made('OddToken')
    const burner = await made('Puppet')
    const registry = await made(
      'Operators',
      ethers.AbiCoder.defaultAbiCoder().encode(['uint256', 'uint64'], [1000n, 0n]).slice(2),
    )
    const releases = await typed('Releases', address)
    const money = await typed('OddToken', token)
    const puppet = await typed('Puppet', burner)
    const operators = await typed('Operators', registry)
    const call = (from: Wallet, name: string, args: unknown[], value = 0n) =>
      send(from, address, releases.interface.encodeFunctionData(name, args), value)
    const pay = (from: Wallet, name: string, args: unknown[]) =>
      send(from, token, money.interface.encodeFunctionData(name, args))

    const open = termsOf(artist)
    const shared = termsOf(artist, {
      salt: id('shared'),
      cap: 2,
      payees: [artist.address, burner, friend.address].map((to) => ({ wallet: to, bps: 3000 })),
    })
    const inToken = { ...shared, currency: token, price: PRICE, salt: id('in tokens'), cap: 0 }
    for (const terms of [open, shared, inToken, inToken]) await call(artist, 'mint', [terms])

    const buy = (terms: typeof open, paid = terms.price) =>
      call(buyer, 'purchase', [terms, buyer.address, host.address], paid)
    await buy(open)
    await buy(open)
    await buy(open, 1n)
    await call(buyer, 'purchase', [open, friend.address, ZeroAddress], open.price)
    for (const mood of [Mood.Burning, Mood.Refusing, Mood.Kind]) {
      await send(artist, burner, puppet.interface.encodeFunctionData('become', [mood]))
      await buy(shared)
    }
    await call(buyer, 'tip', [artist.address, host.address], 12_345n)

    await pay(buyer, 'give', [buyer.address, PLENTY])
    const buyInToken = () =>
      call(buyer, 'purchaseToken', [inToken, buyer.address, host.address, PRICE])
    await buyInToken()
    await pay(buyer, 'approve', [address, PLENTY])
    await buyInToken()
    await pay(artist, 'blacklist', [friend.address, true])
    await pay(artist, 'blacklist', [host.address, true])
    await buyInToken()
    await pay(artist, 'blacklist', [friend.address, false])
    await call(friend, 'claim', [token])
    await call(friend, 'claim', [token])
    await call(buyer, 'tipToken', [token, artist.address, friend.address, 99n])
    const signed = await signedPurchase({
      // The shapes are those of the compiled contracts.
      releases: releases as unknown as Releases,
      token: { address: token },
      ...{ address, terms: inToken, buyer, host },
    })
    const carried = [inToken, buyer.address, host.address, signed]
    await call(friend, 'purchaseWithAuthorization', carried)
    await call(friend, 'purchaseWithAuthorization', carried)
    await pay(artist, 'become', [6n, ZeroAddress])
    await buyInToken()

    const edition: unknown = await releases.getFunction('editionId')(open)
    await call(artist, 'describe', [edition, 'ipfs://somewhere'])
    await call(buyer, 'safeTransferFrom', [buyer.address, friend.address, edition, 1n, '0x'])
    await call(artist, 'revise', [open.salt, id('another manifest')])
    await call(artist, 'close', [edition])
    await buy(open)
    await call(artist, 'retire', [open.salt])
    await call(artist, 'revokeKey', [id('a key')])
    await call(buyer, 'revokeDevices', [])

    const entry = { payout: host.address, peerId: '0x01', proof: '0x02', addresses: [] }
    const operate = (name: string, args: unknown[], value = 0n) =>
      send(host, registry, operators.interface.encodeFunctionData(name, args), value)
    await operate('join', [entry, id('a key')], 1000n)
    await operate('update', [entry])
    await operate('addKey', [id('another')])
    await operate('resign', [])
    await operate('withdraw', [host.address])

    for (const each of [...people.map((who) => who.address), address, token, burner, registry]) {
      const there = await vm.stateManager.getAccount(createAddressFromString(each))
      expect(there?.balance, each).to.equal(await provider.getBalance(each))
    }
    const failed = told.filter(({ worked }) => !worked).length
    expect([told.length, failed], 'a scenario of sales and of refusals').to.deep.equal([47, 8])
  })
})
