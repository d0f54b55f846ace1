/** What ethers and endpoints throw, as our errors: by code and by the contract's custom errors. */
import {
  ChainUnavailableError,
  InsufficientFundsError,
  MegaboxError,
  TransactionRefusedError,
} from '../domain/errors.ts'
import { contractRefusal } from './contractErrors.ts'

interface EthersError extends Error {
  code?: unknown
  data?: unknown
  reason?: unknown
  shortMessage?: unknown
  info?: { error?: { message?: unknown; data?: unknown } }
  error?: { message?: unknown; data?: unknown; code?: unknown }
}

/** Codes that mean the endpoint spoke, and said no. All else is a chain that does not answer. */
const ANSWERS = new Set([
  'CALL_EXCEPTION',
  'INSUFFICIENT_FUNDS',
  'NONCE_EXPIRED',
  'REPLACEMENT_UNDERPRICED',
  'TRANSACTION_REPLACED',
  'ACTION_REJECTED',
  'INVALID_ARGUMENT',
  'UNKNOWN_ERROR',
])

/** `wallet` is who was going to pay, for the message. */
export function refusalOf(thrown: unknown, wallet = 'that wallet'): MegaboxError {
  if (thrown instanceof MegaboxError) return thrown
  // Everything ethers throws is an Error with some of these fields.
  const error = (thrown instanceof Error ? thrown : new Error(String(thrown))) as EthersError
  const said = firstText(
    error.error?.message,
    error.info?.error?.message,
    error.shortMessage,
    error.message,
  )
  if (error.code === 'INSUFFICIENT_FUNDS' || /insufficient funds/i.test(said)) {
    return new InsufficientFundsError(wallet, 'the price and the network fee', { cause: error })
  }
  const data = [error.data, error.error?.data, error.info?.error?.data].find(isHex)
  const named = data && contractRefusal(data, error)
  if (named) return named
  // JSON-RPC's own codes are numbers.
  if (typeof error.code === 'number' || ANSWERS.has(String(error.code))) {
    return new TransactionRefusedError(firstLine(said || error.message), { cause: error })
  }
  return new ChainUnavailableError(firstLine(withoutUrls(error.message)), { cause: error })
}

const firstText = (...texts: unknown[]): string =>
  texts.find((text): text is string => typeof text === 'string') ?? ''

const isHex = (value: unknown): value is string =>
  typeof value === 'string' && /^0x[0-9a-f]{8,}$/i.test(value)

const firstLine = (text: string): string => (text.split('\n', 1)[0] ?? '').slice(0, 200)

/** Endpoint URLs may hold API keys. */
const withoutUrls = (text: string): string =>
  text.replace(/\b(https?|wss?):\/\/\S+/g, 'its endpoint')
