/** Where npm put the embedded chain's program: a package of its own for each platform. */
import { createRequire } from 'node:module'
import { MegaboxError } from '../../index.ts'

/** No anvil for this kind of machine, or the set-up was interrupted. */
export class NoEmbeddedChainError extends MegaboxError {
  override readonly name = 'NoEmbeddedChainError'

  constructor(options?: ErrorOptions) {
    super(
      `The embedded chain is not installed for ${process.platform} ${process.arch}.`,
      'Run "npm start" once to complete the set-up, or name a chain with --chain URL.',
      options,
    )
  }
}

const NAMES: Partial<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }

export function anvilBinary(): string {
  const ending = process.platform === 'win32' ? '.exe' : ''
  const arch = NAMES[process.arch] ?? process.arch
  try {
    return createRequire(import.meta.url).resolve(
      `@foundry-rs/anvil-${process.platform}-${arch}/bin/anvil${ending}`,
    )
  } catch (cause) {
    throw new NoEmbeddedChainError({ cause })
  }
}
