/** `megabox wallet`: encrypted keystores in the data directory. They never leave this machine. */
import { readFile } from 'node:fs/promises'
import {
  checksummed,
  newWallet,
  readWallet,
  unsealWallet,
  UsageError,
  type OpenWallet,
} from '../../index.ts'
import { Wallets, type WalletFile } from '../../daemon/main.ts'
import { DATA, JSON_OUTPUT, type Command } from '../command.ts'
import { isOn, noWords, text } from '../options.ts'
import { dataOf, pathOf } from '../place.ts'
import { jsonLine } from '../show.ts'
import { askSecret, passphrase } from '../prompt.ts'

export const wallet: Command = {
  summary: 'Make, import or list your wallets: encrypted keystores, kept on this machine.',
  usage: 'new | import [FILE] | show [NAME] | list [options]',
  details:
    'The passphrase is asked for, or read from MEGABOX_PASSPHRASE. import reads a keystore FILE,\n' +
    'or a private key or recovery phrase from standard input.',
  examples: [
    'megabox wallet new --name me',
    'megabox wallet import ./keystore.json',
    'megabox wallet list',
  ],
  options: {
    name: { type: 'string', value: 'NAME', help: 'Name for a new wallet (default "main").' },
    data: DATA,
    json: JSON_OUTPUT,
  },
  async run({ values, positionals: [verb = 'list', ...words] }) {
    // "wallet new me" must not quietly make one called main.
    noWords(words.slice(verb === 'import' || verb === 'show' ? 1 : 0))
    const [word] = words
    const wallets = new Wallets(dataOf(values))
    const name = text(values, 'name') ?? 'main'
    const found = await act(wallets, verb, { name, ...(word !== undefined && { word }) })
    process.stdout.write(isOn(values, 'json') ? jsonLine(asJson(found)) : lines(found))
  },
}

interface Words {
  name: string
  word?: string
}

async function act(
  wallets: Wallets,
  verb: string,
  { name, word }: Words,
): Promise<WalletFile | WalletFile[]> {
  switch (verb) {
    case 'new':
      return add(wallets, name, async () => newWallet())
    case 'import':
      return add(wallets, name, () => imported(word))
    case 'show':
      return wallets.find(word)
    case 'list':
      return wallets.list()
    default:
      throw new UsageError(`There is no "wallet ${verb}".`, 'Use new, import, show or list.')
  }
}

/** The name is refused before anybody types a passphrase for it. */
async function add(
  wallets: Wallets,
  name: string,
  open: () => Promise<OpenWallet>,
): Promise<WalletFile> {
  await wallets.refuse(name)
  const opened = await open()
  return wallets.add(name, opened, await passphrase(name, { again: true }))
}

async function imported(file: string | undefined): Promise<OpenWallet> {
  if (file === undefined) return readWallet(await askSecret('Private key or recovery phrase: '))
  const keystore = await readFile(pathOf(file), 'utf8').catch((cause: unknown) => {
    throw new UsageError(`The keystore "${file}" cannot be read.`, 'Check the path.', { cause })
  })
  return unsealWallet(keystore, await passphrase(file))
}

const view = ({ name, address, play }: WalletFile) => ({
  name,
  address: checksummed(address),
  play,
})

const asJson = (found: WalletFile | WalletFile[]) =>
  Array.isArray(found) ? found.map(view) : view(found)

function lines(found: WalletFile | WalletFile[]): string {
  const files = Array.isArray(found) ? found : [found]
  if (files.length === 0) return 'No wallet yet. Make one with "megabox wallet new".\n'
  return files
    .map(view)
    .map(({ name, address, play }) => `${address}  ${name}${play ? ' (play money)' : ''}\n`)
    .join('')
}
