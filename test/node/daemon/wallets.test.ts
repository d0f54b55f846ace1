import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encryptKeystoreJson, Wallet } from 'ethers'
import { NoWalletError } from '../../../node/daemon/errors.ts'
import { Wallets } from '../../../node/daemon/wallets.ts'
import { UsageError } from '../../../node/domain/errors.ts'
import { newWallet, WrongPassphraseError } from '../../../node/ledger/keystore.ts'

describe('wallets of a data directory', () => {
  let directory: string
  let wallets: Wallets
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'megabox-wallets-'))
    wallets = new Wallets(directory)
  })
  afterEach(() => rm(directory, { recursive: true }))

  it('open with their passphrase only, and keep no key in the clear', async () => {
    const wallet = newWallet()
    const file = await wallets.add('me', wallet, 'open sesame')
    assert.deepEqual(await wallets.open(file, 'open sesame'), wallet)
    await assert.rejects(wallets.open(file, 'open'), WrongPassphraseError)
    const stored = await readFile(join(directory, 'wallets', 'me.json'), 'utf8')
    assert.ok(!stored.includes(wallet.privateKey.slice(2)))
  })

  it('are for their owner’s eyes only', async () => {
    await wallets.play('play')
    assert.equal((await stat(join(directory, 'wallets'))).mode & 0o777, 0o700)
    assert.equal((await stat(join(directory, 'wallets', 'play.json'))).mode & 0o777, 0o600)
  })

  it('are made once for play, and the same ever after', async () => {
    const first = await wallets.play('play')
    assert.deepEqual(await wallets.play('play'), first)
    assert.equal((await wallets.open(first, '')).address, first.address)
  })

  it('are not written over, nor under a name that leaves the directory', async () => {
    await wallets.play('play')
    for (const name of ['play', 'play-me', '../me', 'Me', '', '.', 'a/b', 'a'.repeat(41), '-a']) {
      await assert.rejects(wallets.add(name, newWallet(), 'x'), UsageError, name)
    }
    assert.deepEqual(await readdir(directory), ['wallets'])
    assert.deepEqual(await readdir(join(directory, 'wallets')), ['play.json'])
  })

  it('of another tool are read where they lie, and anything else there is passed over', async () => {
    await wallets.play('play')
    const theirs = new Wallet(newWallet().privateKey)
    const keystore = await encryptKeystoreJson(theirs, 'theirs', {
      scrypt: { N: 1024, r: 8, p: 1 },
    })
    await writeFile(join(directory, 'wallets', 'theirs.json'), keystore)
    await writeFile(join(directory, 'wallets', 'torn.json'), keystore.slice(0, 40))
    await writeFile(join(directory, 'wallets', 'notes.txt'), 'x')
    const found = await wallets.find(theirs.address)
    assert.equal(found.name, 'theirs')
    assert.equal((await wallets.open(found, 'theirs')).privateKey, theirs.privateKey)
    assert.deepEqual(
      (await wallets.list()).map(({ name }) => name),
      ['play', 'theirs'],
    )
  })

  it('need a name when there are several, and say what to do when there is none', async () => {
    await wallets.play('play')
    await assert.rejects(wallets.find(), NoWalletError)
    await assert.rejects(wallets.find('nobody'), NoWalletError)
    const one = await wallets.add('one', newWallet(), 'x')
    assert.deepEqual(await wallets.find(), one)
    await wallets.add('two', newWallet(), 'x')
    await assert.rejects(wallets.find(), NoWalletError)
    assert.deepEqual(await wallets.find('one'), one)
  })
})
