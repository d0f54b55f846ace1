/**
 * Where a payment stands, and what news makes of it. Pure: whoever hears news of wallet and chain asks
 * here what it means. News that cannot be true where it stands changes nothing.
 */

/** What the wallet is asked: leave to take exactly this amount, a signature, the payment. */
export type Question = 'approve' | 'sign' | 'pay'

/** Nothing was paid, and nothing will be: it can be tried again. */
export type Stop =
  | { at: 'wrong-network' }
  /** Of which currency: its sign, or `ETH` for the network fee. */
  | { at: 'too-little'; of: string }
  | { at: 'refused' }
  | { at: 'price-changed' }
  | { at: 'sold-out' }
  | { at: 'closed' }
  | { at: 'owned' }
  /** The shop or its chain did not answer before anything was asked of the wallet. */
  | { at: 'shop-silent' }
  | { at: 'wallet-failed'; reason: string }
  /** The shop does not bring it to the chain. */
  | { at: 'relay-refused'; reason: string }
  /** The shop has not brought it while the signature was good. */
  | { at: 'lapsed' }
  /** The chain did not do it; the network fee is spent. */
  | { at: 'failed' }
  /** Another payment of the wallet took its place: it was cancelled there. */
  | { at: 'replaced' }

/** It may have been paid, or will be: it is watched, whatever becomes of this page. */
export type UnderWay =
  /** The page was left while the wallet was asked. */
  | { at: 'unsure' }
  | { at: 'carrying' }
  | { at: 'sent'; tx: string }
  | { at: 'slow'; tx: string }
  /** The network has forgotten it. It can still come back. */
  | { at: 'dropped'; tx: string }
  /** In a block. */
  | { at: 'paid'; tx: string; block: number }
  /** It was in a block, which is no longer part of the chain. */
  | { at: 'undone'; tx: string }

export type Stage =
  | { at: 'checking' }
  | { at: 'asking'; what: Question }
  /** Leave to take the amount is on its way into a block. */
  | { at: 'approving' }
  | Stop
  | UnderWay
  | { at: 'yours'; tx: string; block: number }
  /** The page was left before anything was sent. */
  | { at: 'left' }

export type News =
  | { is: 'asked'; what: Question }
  | { is: 'approval-sent' }
  | { is: 'handed-over' }
  | { is: 'stopped'; why: Stop }
  | { is: 'sent'; tx: string }
  | { is: 'late' }
  | { is: 'forgotten' }
  | { is: 'seen' }
  | { is: 'in-block'; tx: string; block: number }
  | { is: 'out-of-block' }
  | { is: 'settled' }
  | { is: 'reloaded' }
  | { is: 'again' }

const STOPS: readonly Stage['at'][] = [
  ...(['wrong-network', 'too-little', 'refused', 'price-changed', 'sold-out'] as const),
  ...(['closed', 'owned', 'shop-silent', 'wallet-failed', 'failed', 'replaced', 'left'] as const),
  ...(['relay-refused', 'lapsed'] as const),
]
const UNDER_WAY: readonly Stage['at'][] = [
  ...(['unsure', 'carrying', 'sent', 'slow', 'dropped', 'paid', 'undone'] as const),
]
const BEFORE: readonly Stage['at'][] = ['checking', 'asking', 'approving']

/** Nothing is going on, and nothing was bought. */
export const isStopped = ({ at }: Stage): boolean => STOPS.includes(at)
/** Money may be moving: it is watched until it has settled. */
export const isUnderWay = ({ at }: Stage): boolean => UNDER_WAY.includes(at)
export const isOver = (stage: Stage): boolean => stage.at === 'yours' || isStopped(stage)
/** The copy is there, though a little later it may yet be undone. */
export const isBought = ({ at }: Stage): boolean => at === 'paid' || at === 'yours'

export function after(stage: Stage, news: News): Stage {
  switch (news.is) {
    case 'asked':
      return BEFORE.includes(stage.at) ? { at: 'asking', what: news.what } : stage
    case 'approval-sent':
      return stage.at === 'asking' ? { at: 'approving' } : stage
    case 'handed-over':
      return stage.at === 'asking' ? { at: 'carrying' } : stage
    case 'stopped':
      return mayStop(stage, news.why) ? news.why : stage
    case 'sent':
      return mayBeSent(stage) ? { at: 'sent', tx: news.tx } : stage
    case 'late':
      return stage.at === 'sent' ? { ...stage, at: 'slow' } : stage
    case 'forgotten':
      return 'tx' in stage && ['sent', 'slow', 'undone'].includes(stage.at)
        ? { at: 'dropped', tx: stage.tx }
        : stage
    case 'seen':
      return stage.at === 'dropped' ? { at: 'slow', tx: stage.tx } : stage
    case 'in-block':
      return isUnderWay(stage) ? { at: 'paid', tx: news.tx, block: news.block } : stage
    case 'out-of-block':
      return stage.at === 'paid' ? { at: 'undone', tx: stage.tx } : stage
    case 'settled':
      return stage.at === 'paid' ? { ...stage, at: 'yours' } : stage
    case 'reloaded':
      return reloaded(stage)
    case 'again':
      // What may still be paid is never paid a second time; what was forgotten is sent with its old number.
      return isStopped(stage) || stage.at === 'dropped' || stage.at === 'unsure'
        ? { at: 'checking' }
        : stage
  }
}

const mayBeSent = ({ at }: Stage): boolean =>
  at === 'asking' || at === 'carrying' || at === 'unsure' || at === 'dropped'

/** What was sent can only fail, or be replaced; what is in a block cannot even that. */
function mayStop(stage: Stage, why: Stop): boolean {
  if (BEFORE.includes(stage.at)) return true
  if (stage.at === 'carrying') return why.at === 'relay-refused' || why.at === 'lapsed'
  const isOpen = isUnderWay(stage) && stage.at !== 'paid'
  return isOpen && (why.at === 'failed' || why.at === 'replaced')
}

function reloaded(stage: Stage): Stage {
  if (stage.at === 'asking' && stage.what === 'pay') return { at: 'unsure' }
  return BEFORE.includes(stage.at) ? { at: 'left' } : stage
}
