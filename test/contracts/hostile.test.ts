// Wallets that refuse, burn gas, answer too much or call back. None of them can stop a sale, break a cap
// or bend a split; and a recipient can only undo the purchase made for it.
import { expect } from 'chai'
import type { ContractTransactionReceipt } from 'ethers'
import {
  as,
  ethers,
  gains,
  id,
  minted,
  Mood,
  networkHelpers,
  puppet,
  type Puppet,
  receiptOf,
  type Releases,
  stage,
  type Terms,
  termsOf,
} from './stage.ts'

const PAID = 1000n

/** The named functions as a hostile wallet would call them back, all allowed if nothing were locked. */
function callsOf(releases: Releases, me: string, mine: Terms, edition: bigint) {
  const call = (name: string, ...args: unknown[]) =>
    releases.interface.encodeFunctionData(name, args)
  return {
    locked: {
      mint: call('mint', { ...mine, salt: id('one more') }),
      close: call('close', edition),
      retire: call('retire', mine.salt),
      purchase: call('purchase', mine, me, me),
      tip: call('tip', me, me),
    },
    harmless: {
      revise: call('revise', mine.salt, id('another manifest')),
      revokeKey: call('revokeKey', id('a key')),
      setApprovalForAll: call('setApprovalForAll', me, true),
    },
  }
}

/** A puppet that is an artist with an edition of its own, some ether, and a copy of that edition. */
async function villain({ releases, address, buyer }: Awaited<ReturnType<typeof stage>>) {
  const wallet = await puppet()
  const terms = termsOf(wallet, { price: 0n, cap: 2 })
  const mint = releases.interface.encodeFunctionData('mint', [terms])
  await wallet.act(address, 0n, mint)
  await buyer.sendTransaction({ to: wallet.address, value: 10n })
  return { wallet, terms, edition: await releases.editionId(terms) }
}

/** What the puppet's own calls came to. */
function calledBack(receipt: ContractTransactionReceipt, wallet: Puppet) {
  return receipt.logs
    .map((log) => wallet.interface.parseLog(log))
    .filter((log) => log?.name === 'Called')
    .map((log) => ({
      worked: log?.args.getValue('worked') as unknown,
      thrown: log?.args.getValue('thrown') as unknown,
    }))
}

const LOCKED = ['mint', 'close', 'retire', 'purchase', 'tip'] as const
const HARMLESS = ['revise', 'revokeKey', 'setApprovalForAll'] as const
const REENTRANCY = id('Reentrancy()').slice(0, 10)

describe('a hostile wallet', () => {
  for (const mood of ['Refusing', 'Burning', 'Bombing'] as const) {
    it(`that is ${mood.toLowerCase()} is paid like any other, as artist, payee and host`, async () => {
      const { releases, address, buyer, friend } = await networkHelpers.loadFixture(stage)
      const [artist, payee, host] = [await puppet(), await puppet(), await puppet()]
      const terms = termsOf(artist, {
        price: PAID,
        payees: [
          { wallet: artist.address, bps: 5000 },
          { wallet: payee.address, bps: 3000 },
          { wallet: friend.address, bps: 1000 },
        ],
      })
      await artist.act(address, 0n, releases.interface.encodeFunctionData('mint', [terms]))
      for (const wallet of [artist, payee, host]) await wallet.become(Mood[mood])

      const wallets = [artist.address, payee.address, friend.address, host.address, address]
      const paid = await gains(wallets, () =>
        as(buyer, releases).purchase(terms, buyer.address, host.address, { value: PAID }),
      )
      expect(paid).to.deep.equal([500n, 300n, 100n, 100n, 0n])
    })

    it(`that is ${mood.toLowerCase()} cannot be given a copy, and nobody is paid`, async () => {
      const { releases, address, artist, buyer, host } = await networkHelpers.loadFixture(stage)
      const terms = termsOf(artist, { cap: 1 })
      const edition = await minted(releases, artist, terms)
      const recipient = await puppet(Mood[mood])
      const options = { value: terms.price, gasLimit: 1_000_000 }
      const paid = await gains([artist.address, host.address, address], () =>
        expect(
          as(buyer, releases).purchase(terms, recipient.address, host.address, options),
        ).to.be.revert(ethers),
      )
      expect(paid).to.deep.equal([0n, 0n, 0n])
      expect((await releases.editions(edition))[2]).to.equal(0n)
    })
  }

  it('costs a buyer at most the stipend and a forced send, also 32 times', async () => {
    const { releases, artist, buyer, host } = await networkHelpers.loadFixture(stage)
    const burners = await Promise.all(Array.from({ length: 32 }, () => puppet(Mood.Burning)))
    const terms = termsOf(artist, {
      payees: burners.map(({ address }, i) => ({ wallet: address, bps: i === 0 ? 5900 : 100 })),
    })
    await minted(releases, artist, terms)
    const options = { value: terms.price, gasLimit: 6_000_000 }
    const receipt = await receiptOf(
      as(buyer, releases).purchase(terms, buyer.address, host.address, options),
    )
    expect(Number(receipt.gasUsed)).to.be.below(32 * 160_000)
  })

  for (const role of ['payee', 'host', 'recipient'] as const) {
    for (const name of LOCKED) {
      it(`called as ${role} cannot call ${name} back`, async () => {
        const set = await networkHelpers.loadFixture(stage)
        const { receipt, wallet, paid } = await saleWith(set, role, name)
        expect(calledBack(receipt, wallet)).to.deep.equal([{ worked: false, thrown: REENTRANCY }])
        expect(paid).to.deep.equal(role === 'recipient' ? [900n, 100n] : [450n, 450n, 100n])
      })
    }
    for (const name of HARMLESS) {
      it(`called as ${role} gains nothing by calling ${name} back`, async () => {
        const set = await networkHelpers.loadFixture(stage)
        const { receipt, wallet, paid } = await saleWith(set, role, name)
        expect(calledBack(receipt, wallet)).to.deep.equal([{ worked: true, thrown: '0x00000000' }])
        expect(paid).to.deep.equal(role === 'recipient' ? [900n, 100n] : [450n, 450n, 100n])
      })
    }
  }

  it('called as the artist of a tip cannot buy meanwhile', async () => {
    const set = await networkHelpers.loadFixture(stage)
    const { releases, address, buyer, host } = set
    const { wallet, terms, edition } = await villain(set)
    const { locked } = callsOf(releases, wallet.address, terms, edition)
    await wallet.rehearse(address, 0n, locked.purchase)
    const receipt = await receiptOf(
      as(buyer, releases).tip(wallet.address, host.address, { value: 100n }),
    )
    expect(calledBack(receipt, wallet)).to.deep.equal([{ worked: false, thrown: REENTRANCY }])
  })

  it('cannot buy a second last copy while it is given the last one', async () => {
    const set = await networkHelpers.loadFixture(stage)
    const { releases, address, artist, buyer, host } = set
    const terms = termsOf(artist, { price: 0n, cap: 1 })
    const edition = await minted(releases, artist, terms)
    const wallet = await puppet()
    const again = releases.interface.encodeFunctionData('purchase', [
      terms,
      wallet.address,
      host.address,
    ])
    await wallet.rehearse(address, 0n, again)
    await as(buyer, releases).purchase(terms, wallet.address, host.address)
    expect(await releases.balanceOf(wallet.address, edition)).to.equal(1n)
    expect((await releases.editions(edition))[2]).to.equal(1n)
  })

  it('may pass on at once the copy it is given, and cannot keep it as well', async () => {
    const set = await networkHelpers.loadFixture(stage)
    const { releases, address, artist, buyer, host, friend } = set
    const terms = termsOf(artist)
    const edition = await minted(releases, artist, terms)
    const wallet = await puppet()
    const pass = [wallet.address, friend.address, edition, 1n, '0x']
    await wallet.rehearse(
      address,
      0n,
      releases.interface.encodeFunctionData('safeTransferFrom', pass),
    )
    await as(buyer, releases).purchase(terms, wallet.address, host.address, { value: terms.price })
    expect(await releases.balanceOf(wallet.address, edition)).to.equal(0n)
    expect(await releases.balanceOf(friend.address, edition)).to.equal(1n)
  })

  it('finds the contract open again once the sale is over', async () => {
    const set = await networkHelpers.loadFixture(stage)
    const { releases, address } = set
    const { wallet, terms, edition } = await villain(set)
    const { locked, harmless } = callsOf(releases, wallet.address, terms, edition)
    for (const call of [locked.purchase, locked.mint, harmless.revise, locked.close, locked.retire])
      await wallet.act(address, 0n, call)
    await wallet.act(address, 5n, locked.tip)
  })
})

/** A sale of 1000 wei in which a villain, called in the given role, calls the named function back. */
async function saleWith(
  set: Awaited<ReturnType<typeof stage>>,
  role: 'payee' | 'host' | 'recipient',
  name: (typeof LOCKED)[number] | (typeof HARMLESS)[number],
) {
  const { releases, address, artist, buyer, host, friend } = set
  const { wallet, terms: mine, edition } = await villain(set)
  const { locked, harmless } = callsOf(releases, wallet.address, mine, edition)
  await wallet.rehearse(address, name === 'tip' ? 1n : 0n, { ...locked, ...harmless }[name])

  const payees =
    role === 'recipient'
      ? [{ wallet: artist.address, bps: 9000 }]
      : [
          { wallet: role === 'payee' ? wallet.address : artist.address, bps: 4500 },
          { wallet: friend.address, bps: 4500 },
        ]
  const terms = termsOf(artist, { price: PAID, payees })
  await minted(releases, artist, terms)
  const recipient = role === 'recipient' ? wallet.address : buyer.address
  const server = role === 'host' ? wallet.address : host.address
  const sale: { receipt?: ContractTransactionReceipt } = {}
  const paid = await gains([...payees.map((payee) => payee.wallet), server], async () => {
    sale.receipt = await receiptOf(
      as(buyer, releases).purchase(terms, recipient, server, { value: PAID }),
    )
  })
  if (!sale.receipt) throw new Error('no sale')
  return { receipt: sale.receipt, wallet, paid }
}
