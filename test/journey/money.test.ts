import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Interface, Wallet } from 'ethers'
import { PLAY_DOLLAR } from '../../node/domain/currency.ts'
import { parseAddress, parseEditionId } from '../../node/domain/ids.ts'
import { flac } from '../support/audio.ts'
import { operatorsAddress } from '../../node/ledger/deploy.ts'
import { SignerOperatorPurse } from '../../node/ledger/operatorPurse.ts'
import { fund, testChain, type TestChain } from '../support/anvil.ts'
import { deployOddToken } from '../support/oddToken.ts'
import { eventually, Stage, type Node } from './megabox.ts'

interface Published {
  release: string
  edition: string
  marketplace?: { where: string; tx: string | null }
}
interface Tip {
  host: string
  paidWei: string
  hostWei: string
}
interface Metadata {
  name: string
  animation_url: string
}
interface Bought {
  tx: string
  recipient: string
  host: string
  currency: string
  paidWei: string
  hostWei: string
  payees: { wallet: string; wei: string; owed: boolean }[]
}
interface Earnings {
  earned: { kind: string; own: string; ownOwed: string; title?: string }[]
  waiting: { token: string; amount: string }[]
}

const ERC1155 = new Interface(['event URI(string value, uint256 indexed id)'])
const PASSPHRASE = { MEGABOX_PASSPHRASE: 'correct horse' }

describe('money on its way', function () {
  this.timeout(120_000)
  let stage: Stage
  let chain: TestChain
  let shop: Node
  let listener: Node

  before(async () => {
    stage = await Stage.open(PASSPHRASE)
    chain = await testChain()
    shop = await stage.up('shop', '--chain', chain.url, '--relay')
    listener = await stage.up('listener', '--join', shop.ready.multiaddrs[0] ?? '')
  })
  after(async () => {
    await stage[Symbol.asyncDispose]()
    await chain[Symbol.asyncDispose]()
  })

  const publish = async (title: string, ...words: string[]): Promise<Published> => {
    const folder = stage.data(title)
    await mkdir(folder, { recursive: true })
    const song = await flac({ title, artist: 'Quay', album: title }, { pitch: 200 + title.length })
    await writeFile(join(folder, 'song.flac'), song)
    return (await stage.run<Published>('shop', 'publish', folder, ...words, '--json')).json
  }
  const newWallet = async (node: string, name: string) => {
    const { json } = await stage.run<{ address: string }>(
      node,
      'wallet',
      'new',
      '--name',
      name,
      '--json',
    )
    return parseAddress(json.address)
  }
  const listed = (release: string) =>
    eventually(
      15_000,
      () => fetch(`${listener.ready.http}/api/v1/releases/${release}`),
      ({ ok }) => ok,
    )

  it('is a signature and nothing else for a buyer without ether, carried by the shop’s relay', async () => {
    const { release, edition } = await publish('Carried', '--price', '3.50', '--currency', 'PLAY')
    await listed(release)
    const poor = await newWallet('listener', 'poor')
    await chain.dollars(poor, 10_000_000n)
    const { json: status } = await stage.run<{ payout: string }>('shop', 'status', '--json')
    const words = ['--gasless', '--relay', shop.ready.http, '--wallet', 'poor', '--json']
    const { json } = await stage.run<Bought>('listener', 'buy', release, ...words)
    assert.deepEqual(
      [json.recipient, json.host, json.paidWei, json.hostWei],
      [poor, status.payout, '3500000', '350000'],
    )
    assert.equal(await chain.ledger.balance(poor), 0n)
    assert.equal(await chain.ledger.balance(poor, undefined, PLAY_DOLLAR), 6_500_000n)
    assert.equal(
      await chain.ledger.balance(parseAddress(status.payout), undefined, PLAY_DOLLAR),
      350_000n,
    )
    assert.equal(await chain.ledger.copies(poor, parseEditionId(edition)), 1n)

    const other = [...words, '--host', `0x${'9'.repeat(40)}`]
    const refused = await stage.run('listener', 'buy', release, ...other)
    assert.match(refused.stderr, /"code":"RelayRefusedError"/)
    const own = await stage.run('listener', 'buy', release, '--gasless', '--wallet', 'poor')
    assert.match(own.stderr, /carries no purchases/)
  })

  it('goes to everybody else when a token refuses one payee, whose share waits for that one', async () => {
    const { address: token, contract: odd } = await deployOddToken(chain.rich)
    const blocked = await newWallet('shop', 'blocked')
    await (await chain.rich.sendTransaction({ to: blocked, value: 10n ** 18n })).wait()
    const payee = `${blocked}:1800`
    const price = ['--price', '9', '--currency', token, '--payee', payee]
    const { release } = await publish('Blocked', ...price)
    await listed(release)
    await (await odd.getFunction('give').send(await playOf('listener'), 20_000_000n)).wait()
    await (await odd.getFunction('blacklist').send(blocked, true)).wait()
    const bought = (await stage.run<Bought>('listener', 'buy', release, '--json')).json
    assert.equal(bought.currency, token)
    const [artist, refused] = bought.payees
    assert.ok(artist && refused)
    assert.deepEqual([artist.owed, refused.owed], [false, true])
    assert.equal(
      await chain.ledger.balance(parseAddress(artist.wallet), undefined, token),
      BigInt(artist.wei),
    )

    const statement = async () =>
      (await stage.run<Earnings>('shop', 'earnings', '--wallet', 'blocked', '--json')).json
    const before = await statement()
    assert.partialDeepStrictEqual(before, {
      earned: [{ kind: 'sale', title: 'Blocked', own: refused.wei, ownOwed: refused.wei }],
      waiting: [{ token, amount: refused.wei }],
    })
    const claim = ['claim', token, '--wallet', 'blocked', '--json']
    assert.match((await stage.run('shop', ...claim)).stderr, /refuses to move/)
    await (await odd.getFunction('blacklist').send(blocked, false)).wait()
    assert.equal((await stage.run<{ amount: string }>('shop', ...claim)).json.amount, refused.wei)
    assert.equal(await chain.ledger.balance(blocked, undefined, token), BigInt(refused.wei))
    assert.deepEqual((await statement()).waiting, [])
  })

  it('is given, tipped, told of and ended by commands', async () => {
    const { release, edition } = await publish('Given', '--price', '2', '--currency', 'PLAY')
    await listed(release)
    const friend = parseAddress(Wallet.createRandom().address)
    const gift = (await stage.run<Bought>('listener', 'gift', release, friend, '--json')).json
    assert.equal(gift.recipient, friend)
    const star = parseAddress(Wallet.createRandom().address)
    const tip = await stage.run('listener', 'tip', star, '1.50', '--currency', 'PLAY')
    assert.match(tip.stdout, /^Gave 1\.50 PLAY: 1\.35 PLAY to 0x/)
    const csv = (await stage.run('shop', 'earnings', release, '--csv')).stdout
    const [head = '', line = '', ...more] = csv.trim().split('\r\n')
    assert.deepEqual([head.split(',').length, line.split(',').length, more.length], [15, 15, 0])
    assert.match(line, /Given,.*PLAY,2,.*,0\.20,1\.80,1\.80,0,/)

    const folder = stage.data('Given')
    const revised = await stage.run<{ listed: boolean }>(
      'shop',
      'revise',
      folder,
      '--title',
      'Given Away',
      '--json',
    )
    assert.equal(revised.json.listed, true)
    assert.equal((await stage.run('shop', 'close', edition)).code, 0)
    assert.match((await stage.run('listener', 'buy', release)).stderr, /no longer sold/)
    assert.match((await stage.run('listener', 'close', edition)).stderr, /closed already/)
    assert.equal((await stage.run('shop', 'retire', release)).code, 0)
    assert.match((await stage.run('shop', 'retire', release)).stderr, /retired already/)
  })

  it('is given by one signature of a fan without ether, with the tenth for whoever carried it', async () => {
    const fan = await newWallet('listener', 'fan')
    await chain.dollars(fan, 2_000_000n)
    const star = parseAddress(Wallet.createRandom().address)
    const give = (...words: string[]) =>
      stage.run<Tip>('listener', 'tip', star, '1.50', '--gasless', '--wallet', 'fan', ...words)
    const { json } = await give('--currency', 'PLAY', '--relay', shop.ready.http, '--json')
    const { payout } = (await stage.run<{ payout: string }>('shop', 'status', '--json')).json
    assert.deepEqual([json.host, json.paidWei, json.hostWei], [payout, '1500000', '150000'])
    assert.equal(await chain.ledger.balance(star, undefined, PLAY_DOLLAR), 1_350_000n)
    assert.equal(await chain.ledger.balance(fan, undefined, PLAY_DOLLAR), 500_000n)
    assert.equal(await chain.ledger.balance(fan), 0n)
    assert.match(
      (await give('--relay', shop.ready.http)).stderr,
      /ETH cannot be given by signature/,
    )
  })

  it('shows marketplaces of a sale what it is, with a song to hear, when the artist asks for that', async () => {
    const { edition } = await publish('Shown', '--price', '1')
    const again = () => publish('Shown', '--price', '1', '--marketplace')
    const { marketplace } = await again()
    assert.ok(marketplace?.tx)
    assert.deepEqual((await again()).marketplace, { where: marketplace.where, tx: null })
    const receipt = await chain.endpoint.provider.getTransactionReceipt(marketplace.tx)
    const [log] = receipt?.logs ?? []
    assert.ok(log)
    const event = ERC1155.parseLog(log)
    assert.deepEqual([...(event?.args ?? [])], [marketplace.where, BigInt(edition)])
    const get = (link: string) => fetch(`${shop.ready.http}/ipfs/${link.replace('ipfs://', '')}`)
    const response = await get(marketplace.where)
    assert.equal(response.status, 200)
    const { name, animation_url: song } = (await response.json()) as Metadata
    assert.equal(name, 'Shown')
    const played = await get(song)
    assert.equal(played.headers.get('content-type'), 'audio/flac')
    const start = new Uint8Array(await played.arrayBuffer()).subarray(0, 4)
    assert.equal(new TextDecoder().decode(start), 'fLaC')
  })

  it('meets its like by the chain’s list alone, past entries that lie', async () => {
    const liar = Wallet.createRandom().connect(chain.endpoint.provider)
    await fund(chain.endpoint, parseAddress(liar.address))
    const registry = operatorsAddress(chain.ledger.chain.id)
    const peerId = Uint8Array.from({ length: 34 }, (_, i) => i)
    const end = [0xa5, 0x03, peerId.length, ...peerId]
    const entry = {
      ...{ payout: parseAddress(liar.address), peerId, proof: new Uint8Array(64) },
      addresses: [Uint8Array.from([4, 169, 254, 169, 254, 6, 0, 80, ...end])],
    }
    await (await SignerOperatorPurse.open(liar, registry)).join(entry, 10n ** 16n)
    const join = await stage.run('shop', 'operator', 'join', '--json')
    assert.equal(join.code, 0, join.stderr)
    const alone = await stage.up('alone', '--chain', chain.url)
    const { answer } = await eventually(
      20_000,
      async () => (await stage.run<{ peer: string }[]>('alone', 'peers', '--json')).json,
      (peers) => peers.some(({ peer }) => peer === shop.ready.peerId),
    )
    assert.ok(answer.length > 0)
    const { json } = await stage.run<{ operators: { peer: string }[] }>(
      'alone',
      'operator',
      'show',
      '--json',
    )
    assert.deepEqual(
      json.operators.map(({ peer }) => peer),
      [shop.ready.peerId],
    )
    assert.equal((await stage.run('shop', 'operator', 'leave')).code, 0)
    const early = await stage.run('shop', 'operator', 'withdraw')
    assert.match(early.stderr, /the bond is free from/)
    await chain.endpoint.send('evm_increaseTime', [61])
    assert.equal((await stage.run('shop', 'operator', 'withdraw')).code, 0)
    const { stdout } = await stage.run('alone', 'operator', 'show')
    assert.match(stdout, /Nobody is listed yet/)
    assert.ok(alone.ready.http)
  })

  /** The play wallet of a node. */
  async function playOf(node: string): Promise<string> {
    const { json } = await stage.run<{ name: string; address: string }[]>(
      node,
      'wallet',
      'list',
      '--json',
    )
    const found = json.find(({ name }) => name === 'play')
    assert.ok(found)
    return found.address
  }
})
