/** Our contracts' custom errors as sentences with a cure. A test holds this list against their ABIs. */
import { Interface } from 'ethers'
import { ClosedError, SoldOutError, TransactionRefusedError } from '../domain/errors.ts'
import type { MegaboxError } from '../domain/errors.ts'
import { operatorsAbi } from './artifact.ts'
import { releases } from './releases.ts'

export const operators = new Interface(operatorsAbi)

/** Why, and what to do. Nothing was paid in any of these cases. */
type Sentence = readonly [why: string, cure: string]
/** As many as the error has; the ABI says how many that are. */
type Facts = readonly [string, string, string, string]
/** A sentence where no value is worth saying, else made of the values. */
type Wording = Sentence | ((facts: Facts) => Sentence)

const AGAIN = 'Nothing was paid. Try again.'
const REPORT = 'Nothing was paid. Update MegaBox; if it stays, report what --debug prints.'
const OTHER = 'Nothing was paid. Look for another edition with "megabox show".'

const WORDINGS: Readonly<Record<string, Wording>> = {
  // Editions and their terms
  AlreadyMinted: ([edition]) => [
    `these terms are edition ${edition} already`,
    'Nothing to do: it is on sale. "megabox show" says how.',
  ],
  NotMinted: ([edition]) => [
    `no edition ${edition} was minted with these terms`,
    'Nothing was paid. Ask another node for the release; this one shows other terms.',
  ],
  MalformedTerms: ['the terms are not encoded as they must be', REPORT],
  NotArtist: ([artist, caller]) => [
    `only ${artist} may do this, not ${caller}`,
    'Use the wallet that minted it, with --wallet.',
  ],
  RoyaltyTooHigh: ([bps, most]) => [
    `a royalty of ${bps} is above the greatest, ${most} of 10000`,
    'Ask for less.',
  ],
  WrongPayeeCount: ([count, most]) => [
    `${count} payees are none or too many`,
    `Name 1 to ${most} payees.`,
  ],
  RefusedPayee: ([index, wallet]) => [
    `payee ${index}, ${wallet}, cannot be paid`,
    'Name a wallet, and neither a token nor the contract itself.',
  ],
  PayeeWithoutShare: ([index]) => [`payee ${index} has no share`, 'Give each payee a share.'],
  WrongShareSum: ([sum, whole]) => [
    `the shares are ${sum} of ${whole}`,
    `Let them add up to ${whole}.`,
  ],
  TooLong: ([length, most]) => [
    `the text has ${length} bytes, and ${most} at most are logged`,
    'Say it shorter.',
  ],

  // Paying
  Underpaid: ([price, paid]) => [
    `${paid} was offered and the price is ${price}, in the smallest unit`,
    'Nothing was paid. Pay at least the price.',
  ],
  NotInEther: ([currency]) => [
    `this edition is sold in the token ${currency}, not in ether`,
    OTHER,
  ],
  NotInTokens: ['this edition is sold in ether, not in a token', OTHER],
  EtherWithTokens: ([value]) => [`${value} wei came along with a payment in tokens`, REPORT],
  RefusedHost: ([host]) => [
    `${host} cannot be the host of this sale`,
    'Nothing was paid. Name another wallet with --host.',
  ],
  RefusedArtist: ([artist]) => [
    `${artist} cannot be tipped`,
    'Nothing was paid. Name the wallet of an artist.',
  ],
  NothingPaid: ['a tip needs some money', 'Say how much.'],
  Reentrancy: [
    'a contract that took part called back into the sale',
    'Nothing was paid. Do not deal with it.',
  ],
  OnlyItself: ['only the contract itself may call that', REPORT],

  // Tokens
  RefusedCurrency: ([token]) => [`there is no token at ${token} that could be paid with`, OTHER],
  BalanceTooLow: ([token, payer, asked, held]) => [
    `${payer} holds ${held} of the token ${token}, and ${asked} are asked`,
    'Nothing was paid. Get more of that token, or choose another edition.',
  ],
  AllowanceTooLow: ([token, payer, asked, allowed]) => [
    `${payer} allows ${allowed} of the token ${token}, and ${asked} are asked`,
    AGAIN,
  ],
  TransferRefused: ([token, payer]) => [
    `the token ${token} refuses to move the money of ${payer}, though there is enough`,
    'Nothing was paid. Its issuer may have blocked that wallet; pay from another.',
  ],
  InexactTransfer: ([token, , expected, found]) => [
    `the token ${token} moved another sum than asked (${found} instead of ${expected})`,
    'Nothing was paid. Tokens that take a fee cannot be used; choose another edition.',
  ],
  TooLittleGas: ([needed, left]) => [
    `a transfer failed with ${left} gas left, and ${needed} are needed to tell why`,
    'Nothing was paid. Try again with more gas.',
  ],
  NothingOwed: ([token, payee]) => [
    `nothing of the token ${token} waits for ${payee}`,
    'See "megabox earnings", or name another wallet with --wallet.',
  ],

  // Payments by signature
  AuthorizationEarly: ([after, time]) => [
    `the signature is valid after ${after} only, and it is ${time}`,
    'Nothing was paid. Set the clock right, or wait.',
  ],
  AuthorizationExpired: ([before, time]) => [
    `the signature was valid before ${before}, and it is ${time}`,
    'Nothing was paid. Sign again.',
  ],
  AuthorizationUsed: [
    'this signature was used before',
    'The copy is there already, or it was cancelled. Look with "megabox show".',
  ],
  AuthorizationRefused: ([token]) => [
    `the token ${token} does not take this signature: it was given for something else, or it knows none`,
    'Nothing was paid. Sign again, or buy without --gasless.',
  ],

  // Operators
  BondTooLow: ([least, paid]) => [
    `the bond is ${paid} wei, and ${least} is the least`,
    'Give more with --bond.',
  ],
  DelayTooLong: ([delay, most]) => [
    `a delay of ${delay} s is above ${most} s`,
    'Choose a shorter one.',
  ],
  AlreadyJoined: ([wallet]) => [
    `${wallet} has joined already, or has not taken its last bond back`,
    'Use "megabox operator update", or "megabox operator withdraw" first.',
  ],
  NotJoined: ([wallet]) => [`${wallet} has not joined`, 'Join with "megabox operator join".'],
  Leaving: ([wallet]) => [
    `${wallet} is leaving, which cannot be undone`,
    'Take the bond back with "megabox operator withdraw" when it is free, and join again.',
  ],
  NotLeft: ([wallet]) => [`${wallet} has not left`, 'Leave with "megabox operator leave" first.'],
  BondNotFree: ([freeFrom, time]) => [
    `the bond is free from ${dayOf(freeFrom)}, and it is ${dayOf(time)}`,
    'Ask again then.',
  ],
  WithdrawalRefused: ([to]) => [`${to} does not take the bond`, 'Name another wallet with --to.'],
  RefusedPayout: ([payout]) => [`${payout} cannot be paid`, 'Name another wallet with --payout.'],
  WrongPeerId: ['the peer id is empty or too long', REPORT],
  WrongProof: ['the proof of the peer is empty or too long', REPORT],
  TooManyAddresses: ([count, most]) => [`${count} addresses are too many`, `Give ${most} at most.`],
  AddressTooLong: ([index, , most]) => [
    `address ${index} is longer than ${most} bytes`,
    'Give a shorter one.',
  ],
  AddressWithoutPeer: ([index]) => [
    `address ${index} does not end in /p2p/ and the peer id`,
    'Copy it whole from "megabox status".',
  ],
  EmptyKey: ['a key of zeros is none', 'Give a real key.'],

  // ERC-1155
  NotOwnerNorApproved: ['that wallet may not move this copy', 'Use the wallet that holds it.'],
  TransferToZeroAddress: ['a copy cannot go to nobody', 'Name who is to get it.'],
  TransferToNonERC1155ReceiverImplementer: [
    'the recipient is a contract that takes no copies',
    'Nothing was paid. Name another recipient with --for.',
  ],
  InsufficientBalance: ['that wallet holds no such copy', 'Use the wallet that holds it.'],
  AccountBalanceOverflow: ['that wallet holds too many copies', 'Name another recipient.'],
  ArrayLengthsMismatch: ['the lists are of different length', REPORT],
  Overflow: ['that sum is too large', 'Give less.'],
}

/** Undefined for what is no error of our contracts. */
export function contractRefusal(data: string, cause: Error): MegaboxError | undefined {
  const error = releases.parseError(data) ?? operators.parseError(data)
  if (!error) return undefined
  // The ABI's values: integers, addresses, bytes.
  const values = error.args as unknown as readonly unknown[]
  return refusalNamed(error.name, values, cause)
}

function refusalNamed(name: string, values: readonly unknown[], cause: Error): MegaboxError {
  const [subject] = values
  if (name === 'SoldOut') return new SoldOutError(hexOf(subject))
  if (name === 'EditionClosed') return new ClosedError(`Edition ${hexOf(subject)}`)
  if (name === 'ReleaseRetired') return new ClosedError(`Release ${hexOf(subject)}`)
  const wording = WORDINGS[name]
  const facts = values.map(textOf)
  if (!wording) {
    return new TransactionRefusedError(`the contract says ${name}(${facts.join(', ')})`, { cause })
  }
  const [why, cure] = // A sentence reads no more of them than its error has: a test makes each.
    typeof wording === 'function' ? wording(facts as unknown as Facts) : wording
  return new TransactionRefusedError(why, { cause, cure })
}

/** Ids are numbers of 256 bits: nobody reads those as such. */
const textOf = (value: unknown): string =>
  typeof value === 'bigint' && value > 2n ** 200n ? hexOf(value) : String(value)

const hexOf = (value: unknown): string =>
  typeof value === 'bigint' ? `0x${value.toString(16).padStart(64, '0')}` : String(value)

const dayOf = (seconds: string): string =>
  new Date(Number(seconds) * 1000).toISOString().replace('.000', '')
