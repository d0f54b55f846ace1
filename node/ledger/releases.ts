/** The Releases contract in our words: ids, calls, logs and refusals, encoded and decoded. */
import { AbiCoder, Interface, keccak256, type Log, type LogDescription } from 'ethers'
import type { ChainEvent, EditionState, Place } from '../domain/chain.ts'
import {
  parseAddress,
  parseBytes32,
  parseEditionId,
  parseReleaseId,
  type Address,
  type Bytes32,
  type EditionId,
  type ReleaseId,
} from '../domain/ids.ts'
import type { Terms } from '../domain/terms.ts'
import { releasesAbi } from './artifact.ts'

export const releases = new Interface(releasesAbi)

const coder = AbiCoder.defaultAbiCoder()

const TERMS =
  'tuple(address artist,bytes32 salt,bytes32 manifest,address currency,uint256 price,' +
  'uint32 cap,uint16 royaltyBps,tuple(address wallet,uint16 bps)[] payees)'

/** `keccak256(abi.encode(terms))`. */
export const editionIdOf = (terms: Terms): EditionId =>
  parseEditionId(keccak256(coder.encode([TERMS], [terms])))

/** `keccak256(abi.encode(chainId, contract, artist, salt))`. */
export const releaseIdOf = (
  chain: { id: number; contract: Address },
  artist: Address,
  salt: Bytes32,
): ReleaseId =>
  parseReleaseId(
    keccak256(
      coder.encode(
        ['uint256', 'address', 'address', 'bytes32'],
        [chain.id, chain.contract, artist, salt],
      ),
    ),
  )

export const editionFrom = (id: bigint): EditionId =>
  parseEditionId(`0x${id.toString(16).padStart(64, '0')}`)

/** What ethers decodes a `Terms` into: by the ABI, so the shapes need no second check. */
interface RawTerms {
  artist: string
  salt: string
  manifest: string
  currency: string
  price: bigint
  cap: bigint
  royaltyBps: bigint
  payees: readonly { wallet: string; bps: bigint }[]
}

const termsFrom = (raw: RawTerms): Terms => ({
  artist: parseAddress(raw.artist),
  salt: parseBytes32(raw.salt),
  manifest: parseBytes32(raw.manifest),
  currency: parseAddress(raw.currency),
  price: raw.price,
  cap: Number(raw.cap),
  royaltyBps: Number(raw.royaltyBps),
  payees: raw.payees.map(({ wallet, bps }) => ({ wallet: parseAddress(wallet), bps: Number(bps) })),
})

export const parseLog = (log: Pick<Log, 'topics' | 'data'>): LogDescription | null =>
  releases.parseLog({ topics: [...log.topics], data: log.data })

/** The events the catalogue is built from; undefined for every other log. */
export function eventFrom(log: LogDescription, place: Place): ChainEvent | undefined {
  const { args } = log
  switch (log.name) {
    case 'Minted':
      return {
        ...place,
        kind: 'minted',
        release: parseReleaseId(args['release']),
        edition: editionFrom(args['edition'] as bigint),
        artist: parseAddress(args['artist']),
        terms: termsFrom(args['terms'] as RawTerms),
      }
    case 'Revised':
      return {
        ...place,
        kind: 'revised',
        release: parseReleaseId(args['release']),
        artist: parseAddress(args['artist']),
        salt: parseBytes32(args['salt']),
        manifest: parseBytes32(args['manifest']),
      }
    case 'Closed':
      return { ...place, kind: 'closed', edition: editionFrom(args['edition'] as bigint) }
    case 'Retired':
      return { ...place, kind: 'retired', release: parseReleaseId(args['release']) }
    case 'KeyRevoked':
      return {
        ...place,
        kind: 'key-revoked',
        artist: parseAddress(args['wallet']),
        key: parseBytes32(args['key']),
      }
    case 'Sold':
      return { ...place, kind: 'sold', edition: editionFrom(args['edition'] as bigint) }
    default:
      return undefined
  }
}

export const topicsOf = (names: readonly string[], abi = releases): string[] =>
  names.map((name) => {
    const event = abi.getEvent(name)
    if (!event) throw new Error(`the ABI has no event ${name}`)
    return event.topicHash
  })

/** The topics `eventFrom` understands, for log filters. */
export const CATALOGUE_TOPICS = topicsOf([
  'Minted',
  'Revised',
  'Closed',
  'Retired',
  'KeyRevoked',
  'Sold',
])

export const URI_TOPICS = topicsOf(['URI'])

/** The data of the `URI` log that says so: compared as bytes, since what others said may be no text. */
export const uriData = (edition: EditionId, where: string): string =>
  releases.encodeEventLog('URI', [where, edition]).data

/** A `Sold` log's figures. */
export function saleFrom({ args }: LogDescription) {
  return {
    edition: editionFrom(args['edition'] as bigint),
    recipient: parseAddress(args['recipient']),
    host: parseAddress(args['host']),
    paidWei: args['paid'] as bigint,
    hostWei: args['hostPaid'] as bigint,
  }
}

export function editionStateFrom(data: string): EditionState {
  const [artist, royaltyBps, sold, closed] = releases.decodeFunctionResult('editions', data)
  return {
    artist: parseAddress(artist),
    // The ABI says uint16, uint64 and bool.
    royaltyBps: Number(royaltyBps as bigint),
    sold: sold as bigint,
    closed: closed as boolean,
  }
}
