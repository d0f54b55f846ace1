/**
 * One transaction, sent so that nobody pays twice: signed first, so that its hash is known whatever
 * becomes of the connection, then looked for until it is in a block. Sending the same bytes again
 * is safe: the chain takes a nonce once.
 */
import {
  JsonRpcApiProvider,
  Transaction,
  type Signer,
  type TransactionReceipt,
  type TransactionRequest,
} from 'ethers'
import { ChainUnavailableError, SentUnconfirmedError } from '../domain/errors.ts'
import { parseBytes32 } from '../domain/ids.ts'

/** A block takes seconds; a busy chain lets a transaction wait for a few. */
const CONFIRM_MS = 120_000

export interface Patience {
  /** How long a sent transaction is looked for. */
  confirmMs?: number
}

/** Throws `SentUnconfirmedError` from the moment it may be sent; until then what ethers throws. */
export async function sendOnce(
  signer: Signer,
  request: TransactionRequest,
  { confirmMs = CONFIRM_MS }: Patience = {},
): Promise<TransactionReceipt> {
  const { provider } = signer
  if (!(provider instanceof JsonRpcApiProvider)) {
    throw new ChainUnavailableError('no endpoint was named')
  }
  const raw = await signer.signTransaction(await signer.populateTransaction(request))
  const hash = parseBytes32(Transaction.from(raw).hash)
  const deadline = performance.now() + confirmMs
  let taken = await firstSent(raw, hash, provider)
  for (;;) {
    // Whatever goes wrong here is no news of the transaction: it is looked for again.
    const receipt = await provider.getTransactionReceipt(hash).catch(() => null)
    if (receipt) return receipt
    if (performance.now() >= deadline) throw new SentUnconfirmedError(hash)
    await new Promise((resolve) => setTimeout(resolve, provider.pollingInterval))
    // Refused the second time says nothing: it may be in a block since the first.
    taken ||= await sent(raw, provider).catch(() => false)
  }
}

/** A refusal counts when the endpoint also says that it does not know the transaction. */
async function firstSent(
  raw: string,
  hash: string,
  provider: JsonRpcApiProvider,
): Promise<boolean> {
  try {
    return await sent(raw, provider)
  } catch (refusal) {
    const known: unknown = await provider
      .send('eth_getTransactionByHash', [hash])
      .catch(() => 'unsaid')
    if (known === null) throw refusal
    return known !== 'unsaid'
  }
}

/** True when the endpoint has it, false when that is not known; throws what the endpoint refuses. */
async function sent(raw: string, provider: JsonRpcApiProvider): Promise<boolean> {
  try {
    await provider.send('eth_sendRawTransaction', [raw])
    return true
  } catch (error) {
    const said = spoken(error)
    if (!said || UNSURE.has(said.code)) return false
    if (/already known|already imported|known transaction/i.test(said.message)) return true
    throw error
  }
}

/** JSON-RPC's "internal error", which is also how a gateway tells that its endpoint fell silent; too many calls. */
const UNSURE = new Set([-32603, -32005, 429])

/** What the endpoint itself said, if it said anything, wherever ethers puts it. */
function spoken(thrown: unknown): { code: number; message: string } | undefined {
  // Everything ethers throws is an Error with some of these fields.
  const { error, info } = thrown as { error?: Said; info?: { error?: Said } }
  const { code, message } = error ?? info?.error ?? {}
  return typeof code === 'number' ? { code, message: String(message) } : undefined
}

interface Said {
  code?: unknown
  message?: unknown
}
