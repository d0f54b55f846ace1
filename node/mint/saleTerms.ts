/** Sale terms from what an artist says: a price, a cap, and who else gets a share. */
import { parseWrittenAddress } from '../crypto/address.ts'
import { UsageError } from '../domain/errors.ts'
import { ZERO_ADDRESS, type Address, type Bytes32 } from '../domain/ids.ts'
import { ARTIST_SIDE_BPS, checkTerms, type Payee, type Terms } from '../domain/terms.ts'

export interface SaleOptions {
  /** Floor in the currency's smallest unit; 0: name your price. */
  priceWei: bigint
  /** Default: ether. */
  currency?: Address
  /** 0: no limit. */
  cap?: number
  royaltyBps?: number
  /** The others' shares of the 9000; the rest is the artist's. */
  payees?: readonly Payee[]
}

/** The artist comes first, and so takes what rounding leaves. */
export function saleTerms(
  artist: Address,
  salt: Bytes32,
  manifest: Bytes32,
  { priceWei, currency = ZERO_ADDRESS, cap = 0, royaltyBps = 0, payees = [] }: SaleOptions,
): Terms {
  const rest = ARTIST_SIDE_BPS - payees.reduce((sum, { bps }) => sum + bps, 0)
  const artistShare = rest === 0 && payees.length > 0 ? [] : [{ wallet: artist, bps: rest }]
  return checkTerms({
    artist,
    salt,
    manifest,
    currency,
    price: priceWei,
    cap,
    royaltyBps,
    payees: [...artistShare, ...payees],
  })
}

/** `ADDRESS:BPS`, as in `--payee 0xabc…:1500`. */
export function parsePayee(text: string): Payee {
  const [wallet = '', bps = '', ...more] = text.split(':')
  if (more.length > 0 || !/^\d{1,4}$/.test(bps)) {
    throw new UsageError(
      `"${text}" is no payee.`,
      `Write ADDRESS:BPS, with BPS of the ${ARTIST_SIDE_BPS} that are the artist's side.`,
    )
  }
  return { wallet: parseWrittenAddress(wallet), bps: Number(bps) }
}
