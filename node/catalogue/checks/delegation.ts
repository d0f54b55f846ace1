/**
 * Did the wallet say that this key may sign for it, at the time of the block that named the
 * manifest? Not at the time of looking: a rebuilt catalogue must come out the same.
 */
import { addressOf, bytes32Of } from '../../domain/ids.ts'
import type { Manifest } from '../../domain/manifest.ts'
import type { Delegation } from '../../domain/ports.ts'
import { abortable } from '../abortable.ts'
import type { Check } from './check.ts'

export const delegation: Check = async ({ manifest, signal }, { ledger }) =>
  (await abortable(ledger.delegated(delegationOf(manifest)), signal))
    ? undefined
    : 'delegation: the wallet did not sign for that key'

export const delegationInForce: Check = async ({ manifest, candidate, signal }, { ledger }) => {
  const block = await abortable(ledger.block(candidate.block, { signal }), signal)
  if (!block) throw new Error(`block ${candidate.block} is not there`)
  const { validFrom, validUntil } = delegationOf(manifest)
  return validFrom <= block.time + CLOCK_SKEW && block.time <= validUntil
    ? undefined
    : 'delegation: the key was not valid when the manifest was named'
}

/** The wallet's clock made `validFrom`, the chain's made the block: they may differ, in seconds. */
const CLOCK_SKEW = 24 * 3600

function delegationOf({ release: { artist } }: Manifest): Delegation {
  const { validFrom, validUntil, signature } = artist.delegation
  return {
    wallet: addressOf(artist.wallet),
    key: bytes32Of(artist.key),
    validFrom,
    validUntil,
    signature,
  }
}
