/** Is this manifest for our chain, and for the release that named it? */
import { addressOf, bytes32Of } from '../../domain/ids.ts'
import type { Check } from './check.ts'

export const sameChain: Check = ({ manifest }, { ledger }) => {
  const { id, contract } = manifest.release.chain
  return id === ledger.chain.id && addressOf(contract) === ledger.chain.contract
    ? undefined
    : 'chain: it was made for another chain or contract'
}

export const sameArtist: Check = ({ manifest, candidate }) =>
  addressOf(manifest.release.artist.wallet) === candidate.artist
    ? undefined
    : 'artist: it names another wallet than the one that minted it'

export const sameSalt: Check = ({ manifest, candidate }) =>
  bytes32Of(manifest.release.salt) === candidate.salt
    ? undefined
    : 'salt: it names another salt than the one that was minted'

/** Ids are computed, never chosen: an endpoint that hands out others is lying. */
export const sameRelease: Check = ({ candidate }, { ledger }) =>
  ledger.releaseId(candidate.artist, candidate.salt) === candidate.release
    ? undefined
    : 'release: its id does not follow from artist and salt'
