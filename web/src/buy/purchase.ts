/** One payment as this device remembers it, from the press on Pay until it has settled. */
import type { Address, Order } from '../../../node/index.ts'
import type { Currency } from '../words/amounts.ts'
import { isOver, type Stage } from './stage.ts'

export interface Purchase {
  id: string
  release: string
  title: string
  artist: string
  cover?: string | undefined
  order: Order
  money: Currency
  /** Undefined for a tip. */
  edition?: string | undefined
  /** The copy goes to somebody else. */
  isGift: boolean
  /** A relaying node pays the network fee. */
  isGasless: boolean
  stage: Stage
  /** ms since the epoch. */
  since: number
  payer?: Address
  /** Which wallet was asked: its reverse domain name. */
  wallet?: string
  /** The chain's newest block when the wallet was asked: what it sent stands after it. */
  from?: number
  /** Of its transaction: a chain takes each once. */
  nonce?: number
  tx?: string
  /** Until when what was signed can be brought to the chain, ms since the epoch. */
  until?: number
  sentAt?: number
  /** Seconds until it has settled, as far as can be told. */
  left?: number
  /** The shop's chain does not answer just now. */
  isSilent?: boolean
}

/**
 * What is one purchase in two tabs: of a release one at a time, each gift of it by whom it is for, and
 * of tips to an artist.
 */
export function subjectOf({ release, order, isGift }: Subject): string {
  if (order.kind === 'tip') return `tip ${order.artist}`
  return isGift ? `${release} for ${order.recipient}` : release
}

type Subject = Pick<Purchase, 'release' | 'order' | 'isGift'>

export const isOpen = ({ stage }: Purchase): boolean => !isOver(stage)

/** What is bought, without how it stands. */
export type Wish = Omit<Purchase, 'id' | 'stage' | 'since'>
