/** Opens a node's relay: the wallet that pays the gas of what it carries, and its limits. */
import {
  DEVELOPMENT_CHAIN,
  Relay,
  SignerPurse,
  signerOf,
  UsageError,
  type Address,
  type GatewayPowers,
} from '../index.ts'
import { fillPlayWallet } from './chain/playMoney.ts'
import type { ResolvedChain } from './chain/resolveChain.ts'
import type { UpConfig } from './config.ts'
import { openRelayBook } from './relayBook.ts'
import type { Wallets } from './wallets.ts'

type RelayConfig = Pick<UpConfig, 'directory' | 'relay' | 'relayWallet' | 'relayBudgetWei'>

/** On by itself where all money is play money and the chain is this node's; elsewhere it is asked for. */
export async function openRelay(
  config: RelayConfig,
  { resolved, wallets, host }: RelayParts,
): Promise<Relay | undefined> {
  if (!(config.relay ?? resolved.embedded !== undefined)) return undefined
  if (!host) {
    throw new UsageError(
      'A relay carries purchases that name this node as host, and nobody is named to be paid.',
      'Add --payout ADDRESS.',
    )
  }
  const { chain, endpoint } = resolved
  const wallet = await walletOf(config, resolved, wallets)
  const purse = await SignerPurse.open(signerOf(wallet, endpoint), chain)
  const { directory, relayBudgetWei: dailyWei } = config
  const clock = { now: () => Date.now() }
  const book = await openRelayBook(directory)
  return new Relay({ purse, chain, host, clock, book }, dailyWei === undefined ? {} : { dailyWei })
}

interface RelayParts {
  resolved: ResolvedChain
  wallets: Wallets
  host: Address | undefined
}

/** Its own wallet, with little in it: what it holds is another bound on what it can lose. */
async function walletOf(
  { relayWallet }: RelayConfig,
  { chain, endpoint }: ResolvedChain,
  wallets: Wallets,
) {
  if (relayWallet === undefined && chain.id === DEVELOPMENT_CHAIN) {
    const file = await wallets.play('play-relay')
    await fillPlayWallet(endpoint, file.address)
    return wallets.open(file, '')
  }
  const file = await wallets.find(relayWallet)
  const passphrase = process.env['MEGABOX_PASSPHRASE']
  if (passphrase === undefined && !file.play) {
    throw new UsageError(
      `The relay's wallet "${file.name}" is sealed.`,
      'Set MEGABOX_PASSPHRASE, and keep little in that wallet: this node signs with it by itself.',
    )
  }
  return wallets.open(file, passphrase ?? '')
}

/** Whoever was told "sold" must find it after a crash: the embedded chain is saved first. */
export function carryWith(
  relay: Relay,
  { embedded }: Pick<ResolvedChain, 'embedded'>,
): NonNullable<GatewayPowers['relay']> {
  const settled = async <Done>(carrying: Promise<Done>): Promise<Done> => {
    const done = await carrying
    await embedded?.settle()
    return done
  }
  return {
    carry: (purchase) => settled(relay.carry(purchase)),
    carryTip: (tip) => settled(relay.carryTip(tip)),
  }
}
