/** How the peer stands, as words the page turns into sentences. Nothing here is a sentence. */

export type SourceKind = 'shop' | 'node' | 'listener'

export interface SourceStatus {
  /** The shop's origin, or a peer id. */
  name: string
  kind: SourceKind
  /** Verified blocks it delivered, and their bytes. */
  blocks: number
  bytes: number
  /** It sent something else than was asked for, and is not asked now. */
  lied: boolean
  address?: string
}

/** What one of them delivered of some files, also at earlier visits. Liars are not among them. */
export type ServedBy = Pick<SourceStatus, 'name' | 'kind' | 'bytes'>

/**
 * `silent`: asked, and nothing came. `lied`: what came was not what was asked for. `refused`: it
 * answered with an error, or could not be reached. `unsound`: the file itself is none of ours.
 * `full`: no room on this device. `nobody`: there is nobody to ask.
 */
export type TroubleReason = 'silent' | 'lied' | 'refused' | 'unsound' | 'full' | 'nobody'

export interface Trouble {
  /** `stalled`: for more than a second, and it is still tried. `failed`: given up. */
  state: 'stalled' | 'failed'
  reason: TroubleReason
  /** The file. */
  cid: string
  /** How many are asked for it now. */
  tried: number
  /** Since when, ms since the epoch. */
  since: number
}

export interface StorageStatus {
  /** `memory`: this browser has no place for us on its disk; what is here goes with the page. */
  place: 'disk' | 'memory'
  bytes: number
  /** At most so many bytes are stored. */
  budget: number
  blocks: number
  /** What the listener wants on this device. The rest goes when room is needed. */
  kept: { cid: string; bytes: number }[]
  /** Blocks that were damaged on disk, and dropped. */
  damaged: number
  /** True when the browser has promised not to clear it by itself. */
  persisted: boolean
}

export type SharingState = 'off' | 'starting' | 'on' | 'failed'

export interface PeerStatus {
  sharing: SharingState
  sources: SourceStatus[]
  /** What came and was what was asked for. */
  verified: { blocks: number; bytes: number }
  /** Bytes given to other listeners. */
  given: number
  /** Absent while all is well. */
  trouble?: Trouble
  storage: StorageStatus
}
