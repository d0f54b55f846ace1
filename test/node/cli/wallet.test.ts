import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encryptKeystoreJson, HDNodeWallet, Wallet } from 'ethers'
import { Wallets } from '../../../node/daemon/wallets.ts'
import { megabox } from './program.ts'

describe('megabox wallet', function () {
  this.timeout(30_000)
  let data: string
  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'megabox-wallet-'))
  })
  afterEach(() => rm(data, { recursive: true }))

  const run = (words: string[], how: { passphrase?: string; stdin?: string } = {}) =>
    megabox(['wallet', ...words, '--data', data], {
      env: how.passphrase === undefined ? {} : { MEGABOX_PASSPHRASE: how.passphrase },
      ...(how.stdin !== undefined && { stdin: how.stdin }),
    })
  const opened = async (name: string, passphrase: string) => {
    const wallets = new Wallets(data)
    return wallets.open(await wallets.find(name), passphrase)
  }

  it('makes one that opens with the passphrase of the environment, and lists it', async () => {
    const made = await run(['new', '--name', 'me', '--json'], { passphrase: 'open sesame' })
    assert.equal(made.code, 0, made.stderr)
    const wallet = JSON.parse(made.stdout) as { name: string; address: string; play: boolean }
    assert.deepEqual([wallet.name, wallet.play], ['me', false])
    assert.equal((await opened('me', 'open sesame')).address, wallet.address.toLowerCase())
    assert.deepEqual(JSON.parse((await run(['list', '--json'])).stdout), [wallet])
    assert.deepEqual(JSON.parse((await run(['show', 'me', '--json'])).stdout), wallet)
    assert.equal((await run(['show', wallet.address])).stdout, `${wallet.address}  me\n`)
  })

  it('takes a recovery phrase and a passphrase, typed twice, from its input', async () => {
    const theirs = HDNodeWallet.createRandom()
    const stdin = `${theirs.mnemonic?.phrase ?? ''}\nsecret\nsecret\n`
    const { code, stderr } = await run(['import'], { stdin })
    assert.equal(code, 0, stderr)
    assert.equal((await opened('main', 'secret')).privateKey, theirs.privateKey)
  })

  it('takes a keystore file that another tool made', async () => {
    const theirs = new Wallet(`0x${'5'.repeat(64)}`)
    const file = join(data, 'theirs.json')
    const scrypt = { N: 1024, r: 8, p: 1 }
    await writeFile(file, await encryptKeystoreJson(theirs, 'theirs', { scrypt }))
    const wrong = await run(['import', file], { passphrase: 'mine' })
    assert.equal(wrong.code, 1)
    assert.match(wrong.stderr, /^megabox: This passphrase does not open the wallet\. [^\n]+\n$/)
    assert.deepEqual(await readdir(data), ['theirs.json'])
    assert.equal((await run(['import', file], { passphrase: 'theirs' })).code, 0)
    assert.equal((await opened('main', 'theirs')).privateKey, theirs.privateKey)
  })

  it('makes nothing out of nonsense, an empty passphrase, or two that differ', async () => {
    await writeFile(join(data, 'song.flac'), 'fLaC')
    const key = `0x${'5'.repeat(64)}`
    for (const ran of [
      run(['import'], { passphrase: 'x', stdin: 'twelve words that mean nothing\n' }),
      run(['import'], { passphrase: 'x', stdin: '' }),
      run(['import', join(data, 'song.flac')], { passphrase: 'x' }),
      run(['import', join(data, 'gone.json')], { passphrase: 'x' }),
      run(['import'], { stdin: `${key}\none\nother\n` }),
      run(['new'], { passphrase: '' }),
      run(['new']),
      run(['new', '--name', '../me'], { passphrase: 'x' }),
      run(['new', '--name', 'play'], { passphrase: 'x' }),
    ]) {
      const { code, stdout, stderr } = await ran
      assert.ok(code === 1 || code === 2, stderr)
      assert.equal(stdout, '')
      assert.match(stderr, /^megabox: \S[^\n]*\. \S[^\n]*\n$/)
      assert.ok(!stderr.includes(key))
    }
    assert.deepEqual(await readdir(data), ['song.flac'])
  })

  it('never writes over one', async () => {
    await run(['new'], { passphrase: 'x' })
    const before = await readFile(join(data, 'wallets', 'main.json'), 'utf8')
    assert.equal((await run(['new'], { passphrase: 'y' })).code, 2)
    assert.equal(await readFile(join(data, 'wallets', 'main.json'), 'utf8'), before)
  })
})
