/** An endpoint that answers as one of a chain that is no development chain would. */
import { rpcServer } from '../../../support/rpcServer.ts'

const ANSWERS: Partial<Record<string, unknown>> = {
  eth_chainId: '0x2105',
  eth_blockNumber: '0x0',
  eth_getBlockByNumber: { number: '0x0', hash: `0x${'7'.repeat(64)}`, timestamp: '0x0' },
  eth_getCode: '0x',
}

/** `answers` replaces some of them: code at every address, or plain nonsense. */
export const otherChain = (
  answers: Partial<Record<string, unknown>> = {},
): Promise<{ url: string } & AsyncDisposable> =>
  rpcServer(({ method }) => ({ result: { ...ANSWERS, ...answers }[method] }))
