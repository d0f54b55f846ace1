// The money of development chains signs and is signed for like a real stablecoin, and is none.
import { expect } from 'chai'
import { network } from 'hardhat'
import { as, ethers, id, networkHelpers } from './stage.ts'
import { PLENTY, playStage, signedWith } from './tokens.ts'

const { ZeroAddress, ZeroHash } = ethers

describe('the play dollar', () => {
  it('is a dollar by its name and its millionths, and anybody may make it', async () => {
    const { token, stranger } = await networkHelpers.loadFixture(playStage)
    const words = new ethers.Contract(
      token.address,
      [
        'function name() view returns (string)',
        'function symbol() view returns (string)',
        'function decimals() view returns (uint8)',
      ],
      ethers.provider,
    )
    const told = await Promise.all(
      ['name', 'symbol', 'decimals'].map((word) => words.getFunction(word)()),
    )
    expect(told).to.deep.equal(['Play Dollar', 'PLAY', 6n])
    await as(stranger, token).give(stranger.address, 5n)
    expect(await token.balanceOf(stranger.address)).to.equal(5n)
  })

  it('cannot be deployed where money is real', async () => {
    const { ethers: real } = await network.create({
      network: 'default',
      override: { chainId: 1 },
    })
    const factory = await real.getContractFactory('PlayDollar')
    await expect(factory.deploy())
      .to.be.revertedWithCustomError(factory, 'NoDevelopmentChain')
      .withArgs(1n)
  })

  it('is received by authorisation by the receiver only, with either form of signature', async () => {
    const set = await networkHelpers.loadFixture(playStage)
    const { token, buyer, stranger } = set
    const nonce = id('a nonce')
    const signed = await signedWith(set, nonce, { to: stranger.address, amount: 7n })
    const args = [buyer.address, stranger.address, 7n, 0n, signed.validBefore, nonce] as const
    const { v, r, s } = ethers.Signature.from(signed.signature)
    const plain = 'receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,'
    const byAccount = token.getFunction(`${plain}uint8,bytes32,bytes32)`)
    const byBytes = as(stranger, token).getFunction(`${plain}bytes)`)
    await expect(byAccount(...args, v, r, s))
      .to.be.revertedWithCustomError(token, 'CallerNotReceiver')
      .withArgs(stranger.address, await firstSigner())
    const theirs = as(stranger, token).getFunction(`${plain}uint8,bytes32,bytes32)`)
    for (const wrong of [
      () => theirs(...args, v, r, id('another s')),
      () => theirs(ZeroAddress, ...args.slice(1), v, r, id('another s')),
      () => byBytes(...args, '0x1234'),
    ]) {
      await expect(wrong()).to.be.revertedWithCustomError(token, 'WrongSignature')
    }
    await byBytes(...args, signed.signature)
    expect(await token.balanceOf(stranger.address)).to.equal(7n)
    await expect(theirs(...args, v, r, s))
      .to.be.revertedWithCustomError(token, 'NonceSpent')
      .withArgs(buyer.address, nonce)
    await expect(byBytes(...args.slice(0, 4), 1n, nonce, signed.signature))
      .to.be.revertedWithCustomError(token, 'NotNow')
      .withArgs(0n, 1n)
    expect(await token.balanceOf(buyer.address)).to.equal(PLENTY - 7n)
  })

  it('takes back an authorisation only for who signed it, and once', async () => {
    const { token, buyer } = await networkHelpers.loadFixture(playStage)
    const cancel = (who: string) => token.cancelAuthorization(who, id('n'), 27, ZeroHash, ZeroHash)
    for (const who of [buyer.address, ZeroAddress]) {
      await expect(cancel(who)).to.be.revertedWithCustomError(token, 'WrongSignature').withArgs(who)
    }
    const { chainId } = await ethers.provider.getNetwork()
    const domain = { name: 'Play Dollar', version: '1', chainId, verifyingContract: token.address }
    const types = {
      CancelAuthorization: [
        { name: 'authorizer', type: 'address' },
        { name: 'nonce', type: 'bytes32' },
      ],
    }
    const message = { authorizer: buyer.address, nonce: id('n') }
    const { v, r, s } = ethers.Signature.from(await buyer.signTypedData(domain, types, message))
    const good = () => token.cancelAuthorization(buyer.address, id('n'), v, r, s)
    await expect(good()).to.emit(token, 'AuthorizationCanceled').withArgs(buyer.address, id('n'))
    await expect(good()).to.be.revertedWithCustomError(token, 'NonceSpent')
  })
})

async function firstSigner(): Promise<string> {
  const [first] = await ethers.getSigners()
  if (!first) throw new Error('the test chain has no accounts')
  return first.address
}
