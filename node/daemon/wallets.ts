/** The wallets of a data directory: encrypted keystore files, `wallets/<name>.json`. */
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import {
  newWallet,
  parseAddress,
  sealWallet,
  unsealWallet,
  UsageError,
  type Address,
  type OpenWallet,
} from '../index.ts'
import { codeOf, NoWalletError } from './errors.ts'
import { writeJson } from './jsonFile.ts'

/** Guards nothing: whoever reads the directory may have the play money. */
const PLAY_PASSPHRASE = 'play money'

export interface WalletFile {
  name: string
  address: Address
  /** Made by the node for a development chain; opens without a passphrase. */
  play: boolean
}

interface StoredWallet extends WalletFile {
  keystore: string
}

/** The play wallets a node makes: one to publish and buy with, one that is paid for serving. */
export type PlayName = 'play' | 'play-shop' | `play-${string}`

export class Wallets {
  readonly #directory: string

  constructor(dataDirectory: string) {
    this.#directory = join(dataDirectory, 'wallets')
  }

  async list(): Promise<WalletFile[]> {
    const stored = await this.#readAll()
    return stored.map(({ name, address, play }) => ({ name, address, play }))
  }

  /** By name or address; without one, the only wallet that is not for play. */
  async find(wanted?: string): Promise<WalletFile> {
    const wallets = await this.list()
    if (wanted === undefined) return onlyOne(wallets.filter(({ play }) => !play))
    const lower = wanted.toLowerCase()
    const found = wallets.find(({ name, address }) => name === wanted || address === lower)
    if (found) return found
    throw new NoWalletError(`There is no wallet "${wanted}".`, 'See "megabox wallet list".')
  }

  /** Throws when no new wallet can have that name. */
  async refuse(name: string): Promise<void> {
    refuseName(name)
    const taken = (await this.list()).some((wallet) => wallet.name === name)
    if (taken)
      throw new UsageError(`There is a wallet "${name}" already.`, 'Choose another --name.')
  }

  async add(name: string, wallet: OpenWallet, passphrase: string): Promise<WalletFile> {
    await this.refuse(name)
    return this.#write(name, wallet, passphrase, false)
  }

  async open({ name, play }: WalletFile, passphrase: string): Promise<OpenWallet> {
    const stored = (await this.#readAll()).find((wallet) => wallet.name === name)
    if (!stored)
      throw new NoWalletError(`The wallet "${name}" is gone.`, 'Look into the directory.')
    return unsealWallet(stored.keystore, play ? PLAY_PASSPHRASE : passphrase)
  }

  /** The play wallet of that name, made when it is first asked for. */
  async play(name: PlayName): Promise<WalletFile> {
    const known = (await this.list()).find((wallet) => wallet.name === name)
    return known ?? this.#write(name, newWallet(), PLAY_PASSPHRASE, true)
  }

  async #write(
    name: string,
    wallet: OpenWallet,
    passphrase: string,
    play: boolean,
  ): Promise<WalletFile> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 })
    const keystore: unknown = JSON.parse(await sealWallet(wallet, passphrase, { weak: play }))
    // Other wallets ignore fields they do not know.
    await writeJson(join(this.#directory, `${name}.json`), { ...(keystore as object), play })
    return { name, address: wallet.address, play }
  }

  async #readAll(): Promise<StoredWallet[]> {
    const names = await readdir(this.#directory).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return []
      throw error
    })
    const files = names.filter((name) => name.endsWith('.json')).sort()
    const read = await Promise.all(files.map((file) => readStored(join(this.#directory, file))))
    return read.filter((wallet) => wallet !== undefined)
  }
}

/** Undefined for a file that is no keystore: it is not ours, and stays. */
async function readStored(path: string): Promise<StoredWallet | undefined> {
  try {
    const keystore = await readFile(path, 'utf8')
    const { address, play } = JSON.parse(keystore) as { address?: unknown; play?: unknown }
    const digits = String(address).replace(/^0x/i, '')
    return {
      name: basename(path, '.json'),
      address: parseAddress(`0x${digits}`),
      play: play === true,
      keystore,
    }
  } catch {
    return undefined
  }
}

function onlyOne(wallets: readonly WalletFile[]): WalletFile {
  const [first, ...more] = wallets
  if (!first) {
    throw new NoWalletError(
      'There is no wallet here yet.',
      'Make one with "megabox wallet new" or bring one with "megabox wallet import".',
    )
  }
  if (more.length === 0) return first
  const names = wallets.map(({ name }) => name).join(', ')
  throw new NoWalletError(`There are several wallets: ${names}.`, 'Choose one with --wallet NAME.')
}

/** It becomes a file name. */
function refuseName(name: string): void {
  if (/^[a-z0-9][a-z0-9-]{0,39}$/.test(name) && !name.startsWith('play')) return
  throw new UsageError(
    `"${name}" cannot name a wallet.`,
    'Use up to 40 lower-case letters, digits and dashes, and do not begin with "play".',
  )
}
