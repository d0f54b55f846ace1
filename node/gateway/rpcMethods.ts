/**
 * Which questions may be asked of the chain through this node, and in which shape: enough for a
 * shop and a wallet, too little to run someone else's service, or our endpoint's bill, through us.
 */
import * as v from 'valibot'
import type { Address } from '../domain/ids.ts'

/** Blocks one `eth_getLogs` may span: as much as the strictest public endpoints allow. */
export const MAX_LOG_BLOCKS = 10_000
/** A first sale needs 78k; this leaves room for contract wallets and still bounds the work. */
export const MAX_CALL_GAS = 10_000_000n

const quantity = v.pipe(v.string(), v.regex(/^0x(0|[1-9a-f][0-9a-f]{0,63})$/i))
const data = v.pipe(v.string(), v.regex(/^0x([0-9a-f]{2})*$/i))
const hash = v.pipe(v.string(), v.regex(/^0x[0-9a-f]{64}$/i))
const address = v.pipe(v.string(), v.regex(/^0x[0-9a-f]{40}$/i))
const tag = v.picklist(['latest', 'earliest', 'pending', 'safe', 'finalized'])
const blockNumber = v.union([tag, quantity])
/** EIP-1898: a block may also be named by its hash. */
const block = v.union([
  blockNumber,
  v.strictObject({ blockHash: hash, requireCanonical: v.optional(v.boolean()) }),
  v.strictObject({ blockNumber: quantity }),
])

/** Strict, and `to` is required: a call without one runs any code it brings along. */
const Call = v.pipe(
  v.strictObject({
    from: v.optional(address),
    to: address,
    data: v.optional(data),
    input: v.optional(data),
    value: v.optional(quantity),
    gas: v.optional(quantity),
    gasPrice: v.optional(quantity),
    maxFeePerGas: v.optional(quantity),
    maxPriorityFeePerGas: v.optional(quantity),
    nonce: v.optional(quantity),
    type: v.optional(quantity),
    chainId: v.optional(quantity),
    accessList: v.optional(
      v.pipe(
        v.array(v.strictObject({ address, storageKeys: v.pipe(v.array(hash), v.maxLength(64)) })),
        v.maxLength(64),
      ),
    ),
  }),
  v.transform((call) => ({ ...call, gas: `0x${cappedGas(call.gas).toString(16)}` })),
)

function cappedGas(gas: string | undefined): bigint {
  const wanted = gas === undefined ? MAX_CALL_GAS : BigInt(gas)
  return wanted < MAX_CALL_GAS ? wanted : MAX_CALL_GAS
}

const topic = v.nullable(v.union([hash, v.pipe(v.array(hash), v.maxLength(64))]))

/** Only our contract's logs: a filter that names another is refused, one that names none is ours. */
const filterFor = (contract: Address) => {
  const ours = v.pipe(
    v.string(),
    v.toLowerCase(),
    v.literal(contract, 'only the logs of the MegaBox contract can be asked for'),
  )
  return v.strictObject({
    fromBlock: v.optional(blockNumber),
    toBlock: v.optional(blockNumber),
    blockHash: v.optional(hash),
    topics: v.optional(v.pipe(v.array(topic), v.maxLength(4))),
    address: v.pipe(
      v.optional(v.union([ours, v.strictTuple([ours])]), contract),
      v.transform(() => contract),
    ),
  })
}

export type LogFilter = v.InferOutput<ReturnType<typeof filterFor>>

const optionalBlock = v.optional(block, 'latest')
const none = v.strictTuple([])
const call = v.union([v.strictTuple([Call]), v.strictTuple([Call, block])])
const percentiles = v.pipe(v.array(v.number()), v.maxLength(100))
const blockCount = v.union([
  v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1024)),
  v.pipe(
    quantity,
    v.check((count) => BigInt(count) <= 1024n, 'at most 1024 blocks'),
  ),
])

/** The allow-list: each method with the parameters it takes. What is not here is not passed on. */
export const methodsFor = (contract: Address) =>
  new Map<string, v.GenericSchema<unknown, readonly unknown[]>>([
    ['eth_chainId', none],
    ['net_version', none],
    ['eth_blockNumber', none],
    ['eth_gasPrice', none],
    ['eth_maxPriorityFeePerGas', none],
    [
      'eth_feeHistory',
      v.strictTuple([blockCount, blockNumber, v.optional(v.nullable(percentiles), [])]),
    ],
    ['eth_getBlockByNumber', v.strictTuple([blockNumber, v.optional(v.boolean(), false)])],
    ['eth_getBlockByHash', v.strictTuple([hash, v.optional(v.boolean(), false)])],
    ['eth_getLogs', v.strictTuple([filterFor(contract)])],
    ['eth_call', call],
    ['eth_estimateGas', call],
    ['eth_getBalance', v.strictTuple([address, optionalBlock])],
    ['eth_getCode', v.strictTuple([address, optionalBlock])],
    ['eth_getTransactionCount', v.strictTuple([address, optionalBlock])],
    ['eth_getTransactionReceipt', v.strictTuple([hash])],
    ['eth_getTransactionByHash', v.strictTuple([hash])],
    ['eth_sendRawTransaction', v.strictTuple([data])],
  ])
