/** Why nothing is heard, from what the player sees and what the peer knows. */
import type { PeerStatus } from '../peer/status.ts'
import type { Key } from '../words/english.ts'
import type { Playing } from './player.ts'

export function troubleKey(
  { song, state, trouble }: Playing,
  status: PeerStatus | undefined,
): Key | undefined {
  const known = status?.trouble
  if (trouble === undefined || !known || known.cid !== song?.cid) return trouble
  if (known.reason === 'nobody' || known.reason === 'refused') return 'nobodyHasIt'
  if (known.reason === 'lied') return 'tryingOthers'
  if (known.state === 'stalled' && known.tried > 1) return 'tryingOthers'
  return state === 'failed' ? 'nobodyHasIt' : trouble
}
