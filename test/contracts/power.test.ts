// Nobody has power over the contracts: shown by what they offer, by what their code can do at all, and by
// what deploying them leaves behind.
import { expect } from 'chai'
import type { FunctionFragment } from 'ethers'
import { artifacts } from 'hardhat'
import { ethers } from './stage.ts'

/** Names of powers. `setApprovalForAll` is everybody's, over their own copies. */
const POWERS =
  /owner|admin|govern|role|pause|freeze|upgrade|implementation|proxy|initiali|fee|blacklist|rescue|sweep|recover|kill|destroy|^set(?!ApprovalForAll$)/i

/** Opcodes that run code of another, or end the contract. */
const FORBIDDEN: Record<number, string> = {
  0xf2: 'CALLCODE',
  0xf4: 'DELEGATECALL',
  0xf5: 'CREATE2',
  0xff: 'SELFDESTRUCT',
}
const SSTORE = 0x55

/** Everything that writes, and who may do it to what. A function that is not here has to be thought about. */
const WRITES = {
  Releases: {
    mint: 'the artist of the terms',
    revise: 'the caller, to releases of his own',
    describe: 'the artist of the edition',
    close: 'the artist of the edition',
    retire: 'the caller, to releases of his own',
    revokeKey: 'the caller, in his own name',
    revokeDevices: 'the caller, to devices of his own',
    purchase: 'anybody who pays',
    purchaseToken: 'anybody who pays',
    purchaseWithPermit: 'anybody who pays',
    purchaseWithAuthorization: 'anybody, with what the payer signed',
    tip: 'anybody who pays',
    tipToken: 'anybody who pays',
    tipWithAuthorization: 'anybody, with what the payer signed',
    claim: 'the payee, of what is owed to him',
    pushThrough: 'the contract itself',
    safeTransferFrom: 'the holder of copies, or whom he approved',
    safeBatchTransferFrom: 'the holder of copies, or whom he approved',
    setApprovalForAll: 'the holder of copies',
  },
  Operators: {
    join: 'anybody with a bond',
    update: 'the operator, to his entry',
    addKey: 'the operator, to his keys',
    resign: 'the operator',
    withdraw: 'the operator, of his bond',
  },
} as const

type Opcodes = number[]

/** The instructions of some code, without the data they push and without the compiler's signature. */
function opcodesOf(code: string): Opcodes {
  const bytes = ethers.getBytes(code)
  const end = bytes.length - 2 - ((bytes.at(-2) ?? 0) * 256 + (bytes.at(-1) ?? 0))
  const found: Opcodes = []
  for (let at = 0; at < end; at++) {
    const opcode = bytes[at] ?? 0
    found.push(opcode)
    if (opcode >= 0x60 && opcode <= 0x7f) at += opcode - 0x5f
  }
  return found
}

/** What of all this should not be. */
async function powersOf(name: string): Promise<string[]> {
  const { abi, bytecode, deployedBytecode } = await artifacts.readArtifact(name)
  const shape = new ethers.Interface(abi)
  const functions = shape.fragments.filter(
    (fragment): fragment is FunctionFragment => fragment.type === 'function',
  )
  const runs = opcodesOf(deployedBytecode)
  const creation = bytecode.slice(0, bytecode.indexOf(deployedBytecode.slice(2, 200)))
  return [
    ...functions.filter((each) => POWERS.test(each.name)).map((each) => each.name),
    ...(shape.fallback ? ['fallback'] : []),
    ...Object.entries(FORBIDDEN)
      .filter(([opcode]) => runs.includes(Number(opcode)))
      .map(([, word]) => word),
    // Nothing may be remembered of whoever deploys.
    ...(opcodesOf(`${creation}0000`).includes(SSTORE) ? ['a constructor that stores'] : []),
  ]
}

describe('no power', () => {
  for (const [name, writes] of Object.entries(WRITES)) {
    it(`lies in ${name}: no owner, pause, upgrade, fee or foreign code`, async () => {
      expect(await powersOf(name)).to.deep.equal([])
    })

    it(`comes to ${name} by a new function: each one that writes is known, with who may call it`, async () => {
      const { abi } = await artifacts.readArtifact(name)
      const found = new ethers.Interface(abi).fragments
        .filter((fragment): fragment is FunctionFragment => fragment.type === 'function')
        .filter(({ constant }) => !constant)
        .map((fragment) => fragment.name)
      expect(found.sort()).to.deep.equal(Object.keys(writes).sort())
    })
  }

  it('lies with who deploys: the code is the same for everybody and nothing is stored', async () => {
    const [one, other] = await ethers.getSigners()
    const codes = []
    for (const signer of [one, other]) {
      const factory = await ethers.getContractFactory('Releases', signer)
      const address = await (await factory.deploy()).getAddress()
      codes.push(await ethers.provider.getCode(address))
      for (let slot = 0; slot < 8; slot++) {
        expect(await ethers.provider.getStorage(address, slot)).to.equal(ethers.ZeroHash)
      }
    }
    expect(codes[0]).to.equal(codes[1])
    const { deployedBytecode } = await artifacts.readArtifact('Releases')
    expect(codes[0]).to.equal(deployedBytecode)
  })

  it('escapes this test: planted ones are found, each of them', async () => {
    expect((await powersOf('Throne')).sort()).to.deep.equal([
      'DELEGATECALL',
      'SELFDESTRUCT',
      'a constructor that stores',
      'destroy',
      'fallback',
      'feeBps',
      'owner',
      'pause',
      'paused',
      'setFeeBps',
      'upgradeTo',
    ])
  })
})
