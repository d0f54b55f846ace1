import assert from 'node:assert/strict'
import {
  newWallet,
  NotAWalletError,
  readWallet,
  sealWallet,
  unsealWallet,
  WrongPassphraseError,
} from '../../../node/ledger/keystore.ts'

describe('keystore', () => {
  it('opens what it sealed, and only with the passphrase', async () => {
    const wallet = newWallet()
    const keystore = await sealWallet(wallet, 'correct horse', { weak: true })
    assert.ok(!keystore.includes(wallet.privateKey.slice(2)))
    assert.deepEqual(await unsealWallet(keystore, 'correct horse'), wallet)
    await assert.rejects(unsealWallet(keystore, 'wrong'), WrongPassphraseError)
  })

  it('reads a private key with and without 0x, and a recovery phrase', () => {
    const wallet = newWallet()
    assert.deepEqual(readWallet(wallet.privateKey), wallet)
    assert.deepEqual(readWallet(` ${wallet.privateKey.slice(2)}\n`), wallet)
    const phrase = 'test test test test test test test test test test test junk'
    assert.equal(readWallet(phrase).address, '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266')
  })

  it('refuses what is no wallet', async () => {
    assert.throws(() => readWallet('0x1234'), NotAWalletError)
    assert.throws(() => readWallet('twelve words that are no phrase at all'), NotAWalletError)
    await assert.rejects(unsealWallet('{}', 'x'), NotAWalletError)
  })
})
