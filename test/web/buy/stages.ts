/** Every stage that a payment can stand at, once. */
import type { Stage } from '../../../web/src/buy/stage.ts'

const tx = `0x${'ab'.repeat(32)}`

export const STAGES: readonly Stage[] = [
  { at: 'checking' },
  { at: 'asking', what: 'approve' },
  { at: 'asking', what: 'sign' },
  { at: 'asking', what: 'pay' },
  { at: 'approving' },
  { at: 'carrying' },
  { at: 'unsure' },
  { at: 'sent', tx },
  { at: 'slow', tx },
  { at: 'dropped', tx },
  { at: 'undone', tx },
  { at: 'paid', tx, block: 7 },
  { at: 'yours', tx, block: 7 },
  { at: 'wrong-network' },
  { at: 'too-little', of: 'PLAY' },
  { at: 'refused' },
  { at: 'price-changed' },
  { at: 'sold-out' },
  { at: 'closed' },
  { at: 'owned' },
  { at: 'shop-silent' },
  { at: 'wallet-failed', reason: 'Ledger device: locked (0x5515)' },
  { at: 'relay-refused', reason: 'It was not carried: others wait before you.' },
  { at: 'lapsed' },
  { at: 'failed' },
  { at: 'replaced' },
  { at: 'left' },
]
