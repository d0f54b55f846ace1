/** ETH as people write it, and wei as it is counted. Never rounded. */
import { ETHER, formatAmount, parseAmount } from './currency.ts'

/** `0.01` or `12` ETH in wei. */
export const parseEther = (text: string): bigint => parseAmount(text, ETHER)

/** Wei as ETH, with as many digits as it has. */
export const formatEther = (wei: bigint): string => formatAmount(wei, ETHER)
